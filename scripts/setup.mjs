// Installs the JavaScript dependencies, exactly as the lockfile has them. Quick when nothing has changed.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { command, root, Stop, say } from './say.mjs'

const stamp = `${root}node_modules/.setup-stamp`

export async function setup() {
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
