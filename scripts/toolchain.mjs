// Finds, or installs, a Rust that can build Monty 1.4.0: rustc 1.96 or later, and the standard library for WebAssembly
// or its sources. What needs no installation comes first.
import { existsSync } from 'node:fs'
import { command, quiet, Stop, say } from './say.mjs'

const MINIMUM = [1, 96]
const TARGET = 'wasm32-unknown-unknown'
const DEBIAN = ['rustc-web', 'cargo-web', 'rust-web-src', 'rust-web-llvm', 'lld-22', 'rust-web-clippy', 'rustfmt-web']

/** @typedef {{ cargo: string, env: Record<string, string>, buildStd: boolean, description: string }} Toolchain */

/** @returns {Promise<Toolchain>} */
export async function findToolchain() {
  const installed = await installedToolchain()
  if (installed) return installed
  say('no installed Rust can build Monty (rustc 1.96 or later is needed); trying rustup')
  const viaRustup = await rustup()
  if (viaRustup) return viaRustup
  say("rustup cannot provide it; trying Debian's packages")
  await debian()
  const after = await installedToolchain()
  if (after) return after
  throw new Stop(
    'No Rust toolchain that can build Monty was found: install rustup (https://rustup.rs) or, on Debian, the packages ' +
      `${DEBIAN.join(' ')}; then run this again.`,
  )
}

async function installedToolchain() {
  const found = []
  for (const rustc of ['rustc', '/usr/bin/rustc']) {
    const version = await quiet(rustc, ['--version'], { env: { RUSTUP_AUTO_INSTALL: '0' } })
    if (version && isRecent(version)) found.push({ rustc, version })
  }
  for (const candidate of found) {
    const directory = await quiet(candidate.rustc, ['--print', 'target-libdir', '--target', TARGET])
    if (directory && existsSync(directory)) return toolchain(candidate, false)
  }
  for (const candidate of found) {
    const sysroot = await quiet(candidate.rustc, ['--print', 'sysroot'])
    if (sysroot && existsSync(`${sysroot}/lib/rustlib/src/rust/library/std`)) return toolchain(candidate, true)
  }
  return undefined
}

function isRecent(version) {
  const [, major, minor] = /rustc (\d+)\.(\d+)/.exec(version) ?? []
  return Number(major) > MINIMUM[0] || (Number(major) === MINIMUM[0] && Number(minor) >= MINIMUM[1])
}

/** @returns {Toolchain} */
function toolchain({ rustc, version }, buildStd) {
  const absolute = rustc.startsWith('/')
  const how = buildStd ? 'building the standard library for WebAssembly from its sources' : `with the ${TARGET} target`
  return {
    cargo: absolute ? rustc.replace(/rustc$/, 'cargo') : 'cargo',
    // rustup's proxies come first on many PATHs, and refuse to run for a toolchain they do not have.
    env: absolute ? { RUSTC: rustc, PATH: `${rustc.replace(/\/rustc$/, '')}:${process.env.PATH}` } : {},
    buildStd,
    description: `${version} (${rustc}), ${how}`,
  }
}

async function rustup() {
  if (!(await quiet('rustup', ['--version']))) return undefined
  const args = ['toolchain', 'install', '1.96', '--profile', 'minimal', '-c', 'clippy', '-c', 'rustfmt', '-t', TARGET]
  if ((await quiet('rustup', args)) === undefined) return undefined
  return installedToolchain()
}

async function debian() {
  if (!existsSync('/usr/bin/apt-get')) return
  if (process.getuid?.() !== 0) {
    throw new Stop(
      `Rust 1.96 is missing. Install it with: sudo apt-get install --no-install-recommends ${DEBIAN.join(' ')}`,
    )
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await command('apt-get', ['-qq', 'update'], { env, allowFailure: true })
  await command('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...DEBIAN], { env, allowFailure: true })
}
