// A long command of cargo's, whose output is shown, and which says from time to time that it is still at work.
import { spawn } from 'node:child_process'
import { environment, root, Stop, say } from '../say.mjs'

const EVERY_MS = 30_000

/** @throws Stop naming the command when it fails */
export function watched(what, name, args, env) {
  return new Promise((resolve, reject) => {
    const begun = []
    const child = spawn(name, args, { cwd: root, stdio: ['ignore', 'inherit', 'pipe'], env: environment(env) })
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk)
      for (const [, crate] of chunk.toString().matchAll(/^ *Compiling (\S+)/gm)) begun.push(crate)
    })
    const timer = setInterval(() => {
      if (begun.length > 0)
        say(`${what}: still compiling; crate number ${begun.length}, ${begun.at(-1)}, was the last begun`)
    }, EVERY_MS)
    child.on('error', (error) => reject(new Stop(`${name} could not be started: ${error.message}`)))
    child.on('close', (code) => {
      clearInterval(timer)
      if (code === 0) resolve()
      else reject(new Stop(`${name} ${args.join(' ')} failed with exit code ${code}.`))
    })
  })
}
