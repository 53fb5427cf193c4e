// What comes before every build, quick when it is all there: the JavaScript dependencies, exactly as the lockfile has them,
// and a Rust that can build Monty. Build tasks, of which several run at once, install nothing.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setUpRust } from './rust/set-up-rust.mjs'
import { command, root, Stop, say } from './say.mjs'

const stamp = `${root}node_modules/.setup-stamp`

export async function setup() {
  await installPackages()
  await setUpRust()
}

async function installPackages() {
  const [major] = process.versions.node.split('.')
  if (Number(major) < 20) throw new Stop(`Node 20 or later is needed; this is Node ${process.versions.node}.`)
  const wanted = createHash('sha256')
    .update(readFileSync(`${root}pnpm-lock.yaml`))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  say(`installing JavaScript dependencies with ${packageManager}`)
  await command('npx', ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'])
  writeFileSync(stamp, wanted)
}

/** Builds what `tasks` need, with turborepo's cache: a second time takes a second. */
export async function turbo(...tasks) {
  await command('turbo', ['run', ...tasks, '--output-logs=new-only', '--log-order=stream', '--ui=stream'])
}
