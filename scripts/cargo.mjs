// `node scripts/cargo.mjs native|wasm|typecheck|test|bench|clippy|fmt`: every use of cargo, with the toolchain that was found.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { prepareEngine } from './rust/engine.mjs'
import { findToolchain } from './rust/toolchain.mjs'
import { watched } from './rust/watched.mjs'
import { command, environment, root, run, Stop, say } from './say.mjs'

// One selection of packages for everything native: cargo unifies features over a selection, and another one would
// build the engine again.
const NATIVE = ['-p', 'monty-native', '-p', 'monty-bridge', '-p', 'monty-worker']
const MEMBERS = ['monty-native', 'monty-bridge', 'monty-worker', 'monty-wasm', 'monty-typecheck', 'wasm-bindgen-tool']
/** About how long it takes, the first time, on two cores. */
const durations = { native: 'six minutes', wasm: 'six minutes', typecheck: 'eight minutes', test: 'two minutes' }
const libraries = { linux: ['lib', 'so'], darwin: ['lib', 'dylib'], win32: ['', 'dll'] }

run(async () => {
  const what = process.argv[2]
  const toolchain = await findToolchain()
  say(`${what}: using ${toolchain.description}`)
  await prepareEngine(toolchain)
  if (durations[what]) say(`${what}: compiling takes about ${durations[what]} the first time, and seconds afterwards`)
  const cargo = (args, env = {}) => watched(what, toolchain.cargo, args, { ...toolchain.env, ...env })
  switch (what) {
    case 'native':
      return native(cargo)
    case 'wasm':
      return wasm(cargo, toolchain, { name: 'monty-wasm', profile: 'wasm', file: 'monty.wasm' })
    case 'typecheck':
      return wasm(cargo, toolchain, { name: 'monty-typecheck', profile: 'typecheck', file: 'typecheck.wasm' })
    case 'test':
      return test(toolchain)
    case 'bench':
      return cargo(['bench', '--locked', ...NATIVE, '--bench', 'turns', '--quiet'])
    case 'clippy':
      return cargo([
        'clippy',
        '--release',
        '--locked',
        ...NATIVE,
        '-p',
        'wasm-bindgen-tool',
        '--all-targets',
        '--',
        '-D',
        'warnings',
      ])
    case 'fmt':
      // Not `--all`, which would include the engine.
      return cargo(['fmt', '--check', ...MEMBERS.flatMap((name) => ['-p', name])])
    default:
      throw new Stop('usage: node scripts/cargo.mjs native|wasm|typecheck|test|bench|clippy|fmt')
  }
})

async function native(cargo) {
  await cargo(['build', '--release', '--locked', ...NATIVE])
  const [prefix, extension] = libraries[process.platform] ?? libraries.linux
  const dist = `${root}packages/bridge-monty-native/dist`
  mkdirSync(dist, { recursive: true })
  copyFileSync(
    `${root}target/release/${prefix}monty_native.${extension}`,
    `${dist}/monty.${process.platform}-${process.arch}.node`,
  )
  const suffix = process.platform === 'win32' ? '.exe' : ''
  copyFileSync(
    `${root}target/release/monty-worker${suffix}`,
    `${dist}/monty-worker.${process.platform}-${process.arch}${suffix}`,
  )
}

/** Builds the package `name` as `file`, with `glue.js` beside it. */
async function wasm(cargo, { buildStd }, { name, profile, file }) {
  const build = ['build', '--locked', '--profile', profile, '--target', 'wasm32-unknown-unknown', '-p', name]
  const env = { RUSTFLAGS: '--cfg getrandom_backend="wasm_js"' }
  const module = buildStd
    ? cargo([...build, '-Z', 'build-std=std,panic_abort'], { ...env, RUSTC_BOOTSTRAP: '1' })
    : cargo(build, env)
  // Beside it: the tool would otherwise be built last, when there is no more work for every core.
  const tool = cargo(['build', '--locked', '--profile', 'tool', '-p', 'wasm-bindgen-tool'])
  await Promise.all([module, tool])
  await command(`${root}target/tool/wasm-bindgen-tool`, [
    `${root}target/wasm32-unknown-unknown/${profile}/${name.replace('-', '_')}.wasm`,
    `${root}packages/bridge-${name}/dist/${file}`,
  ])
}

/** Runs the Rust tests, and leaves their count where `npm test` adds all counts up. */
async function test(toolchain) {
  // One thread: the memory counters are the process's, and turns must not overlap (crates/monty-bridge/src/memory.rs).
  const args = ['test', '--release', '--locked', ...NATIVE, '--', '--test-threads=1']
  const child = spawn(toolchain.cargo, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment(toolchain.env),
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
    process.stdout.write(chunk)
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  let [passed, failed] = [0, 0]
  for (const [, ok, bad] of output.matchAll(/^test result: .*? (\d+) passed; (\d+) failed/gm)) {
    passed += Number(ok)
    failed += Number(bad)
  }
  mkdirSync(`${root}reports`, { recursive: true })
  writeFileSync(`${root}reports/rust.json`, JSON.stringify({ suite: 'rust', passed, failed }))
  if (code !== 0) throw new Stop(`cargo test failed with exit code ${code}.`)
}
