// `npm run bench`: what a run, a host call, a print and a CPU loop cost, as ratios of the engine called from Rust.
import { spawnSync } from 'node:child_process'
import { command, environment, root, run, Stop, say } from './say.mjs'
import { setup, turbo } from './setup.mjs'

run(async () => {
  await setup()
  await turbo('build', 'build:rust')
  say('the engine alone, called from Rust')
  const rust = spawnSync('node', ['scripts/cargo.mjs', 'bench'], {
    cwd: root,
    encoding: 'utf8',
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const raw = rust.stdout.split('\n').find((line) => line.startsWith('{'))
  if (!raw) throw new Stop('the Rust benchmark printed no figures.')
  say('the backends')
  await command('node', ['bench/backends.mjs', raw])
})
