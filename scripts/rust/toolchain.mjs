// Finds a Rust that can build Monty 1.4.0 among those installed. One counts only when each of its parts runs: rustc 1.96
// or later, cargo, a linker, and the standard library for WebAssembly or its sources. Nothing is installed here.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { attempt, Stop } from '../say.mjs'
import { thisMachine } from './machine.mjs'

export const VERSION = '1.96'
export const TARGET = 'wasm32-unknown-unknown'

/** @typedef {{ cargo: string, env: Record<string, string>, buildStd: boolean, description: string }} Toolchain */
/** @typedef {{ name: string, why: string, lacksLinker: boolean }} PassedOver */

/** What the build tasks use. @throws Stop when no installed Rust will do: `setUpRust` comes first */
export async function findToolchain(machine = thisMachine) {
  const { toolchain, passedOver } = await lookForRust(machine)
  if (toolchain) return toolchain
  const seen = passedOver.map(({ name, why }) => `\n  ${name} ${why}`).join('')
  throw new Stop(`No installed Rust can build Monty; \`npm run build\` sets one up.${seen}`)
}

/**
 * The first installed Rust with the target, or the first that can build the standard library for it; and why others will not do.
 * @returns {Promise<{ toolchain: Toolchain | undefined, passedOver: PassedOver[] }>}
 */
export async function lookForRust(machine) {
  const first = process.env.PATH?.split(delimiter).find((bin) => existsSync(join(bin, 'rustc')))
  const places = [undefined, ...[machine.cargoBin, machine.systemBin].filter((bin) => bin !== first)]
  const [usable, passedOver] = [[], []]
  const scratch = mkdtempSync(join(tmpdir(), 'rust-probe-'))
  try {
    for (const bin of places) {
      const found = await examine(bin, scratch)
      if (!found) continue
      if ('why' in found) passedOver.push(found)
      else if (!found.buildStd) return { toolchain: found, passedOver }
      else usable.push(found)
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return { toolchain: usable[0], passedOver }
}

/** Tries each part of the Rust in the folder `bin`, or of the first on PATH. */
async function examine(bin, scratch) {
  const command = (name) => (bin ? join(bin, name) : name)
  // rustup's proxies come first on many PATHs, and refuse to run for a toolchain they do not have.
  const env = bin ? { RUSTC: command('rustc'), PATH: `${bin}${delimiter}${process.env.PATH}` } : {}
  const ask = (name, ...args) => attempt(command(name), args, { env: { ...env, RUSTUP_AUTO_INSTALL: '0' } })

  const version = await ask('rustc', '--version')
  if (version.absent) return undefined
  const name = `${version.ok ? version.text : 'rustc'} (${bin ?? 'the first on PATH'})`
  const pass = (why, lacksLinker = false) => ({ name, why, lacksLinker })
  if (!version.ok) return pass(`does not run: ${version.reason}`)
  if (!isRecent(version.text)) return pass(`is too old: ${VERSION} or later is needed`)
  const cargo = await ask('cargo', '--version')
  if (!cargo.ok) return pass(`has no cargo that runs: ${cargo.reason}`)

  const compile = (code, out, ...flags) => {
    const source = join(scratch, `${out}.rs`)
    writeFileSync(source, code)
    return ask('rustc', ...flags, '-o', join(scratch, out), source)
  }
  const native = await compile('fn main() {}', 'native')
  if (!native.ok) return pass(`cannot link a program: ${native.reason}`, /linker/.test(native.reason))
  const library = [`--target=${TARGET}`, '--crate-type=cdylib']
  const toolchain = (buildStd, how) => ({
    cargo: command('cargo'),
    env,
    buildStd,
    description: `${name}, ${how}`,
  })
  const wasm = await compile('', 'wasm', ...library)
  if (wasm.ok) return toolchain(false, `with the ${TARGET} target`)
  const sysroot = await ask('rustc', '--print=sysroot')
  if (!sysroot.ok || !existsSync(join(sysroot.text, 'lib/rustlib/src/rust/library/std'))) {
    return pass(`has neither the ${TARGET} target nor the sources of the standard library`)
  }
  env.RUSTC_BOOTSTRAP = '1'
  const bare = await compile('#![feature(no_core)]\n#![no_core]\n', 'bare', ...library)
  delete env.RUSTC_BOOTSTRAP
  if (!bare.ok) return pass(`cannot link WebAssembly: ${bare.reason}`)
  return toolchain(true, 'building the standard library for WebAssembly from its sources')
}

function isRecent(version) {
  const [major, minor] = VERSION.split('.').map(Number)
  const found = /rustc (\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [0, 0]
  return found[0] > major || (found[0] === major && found[1] >= minor)
}
