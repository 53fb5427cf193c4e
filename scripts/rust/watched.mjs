// A long command of cargo's, whose output is shown, and which says from time to time that it is still at work.
import { spawn } from 'node:child_process'
import { environment, root, Stop, say } from '../say.mjs'

const EVERY_MS = 30_000

/** @throws Stop naming the command when it fails */
export function watched(what, name, args, env) {
  return new Promise((resolve, reject) => {
    let crates = 0
    const child = spawn(name, args, { cwd: root, stdio: ['ignore', 'inherit', 'pipe'], env: environment(env) })
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk)
      crates += chunk.toString().match(/^ *Compiling /gm)?.length ?? 0
    })
    const timer = setInterval(() => {
      if (crates > 0) say(`${what}: still compiling, ${crates} crates so far`)
    }, EVERY_MS)
    child.on('error', (error) => reject(new Stop(`${name} could not be started: ${error.message}`)))
    child.on('close', (code) => {
      clearInterval(timer)
      if (code === 0) resolve()
      else reject(new Stop(`${name} ${args.join(' ')} failed with exit code ${code}.`))
    })
  })
}
