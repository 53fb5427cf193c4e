// Rust from rustup, where there is one.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, command, say } from '../say.mjs'
import { TARGET, VERSION } from './toolchain.mjs'

const parts = ['--profile', 'minimal', '-c', 'clippy', '-c', 'rustfmt', '-t', TARGET, '--no-self-update']

/** Installs the toolchain, or what is missing of it. @returns {Promise<boolean>} whether there was anything to try */
export async function installWithRustup(machine) {
  const rustup = await rustupCommand(machine)
  if (!rustup) return false
  say(`installing Rust ${VERSION} with rustup (about a minute)`)
  await tryTo(rustup, ['toolchain', 'install', VERSION, ...parts])
  return true
}

/** A toolchain that rustup believes complete and that does not run is installed anew. */
export async function reinstallWithRustup(machine, passedOver) {
  if (passedOver.some(({ lacksLinker }) => lacksLinker)) return false
  const rustup = await rustupCommand(machine)
  const { ok, text } = rustup ? await attempt(rustup, ['toolchain', 'list']) : {}
  if (!ok || !text.split('\n').some((line) => line.startsWith(VERSION))) return false
  say(`rustup's Rust ${VERSION} is broken: installing it anew`)
  await tryTo(rustup, ['toolchain', 'uninstall', VERSION])
  await tryTo(rustup, ['toolchain', 'install', VERSION, ...parts])
  return true
}

async function tryTo(rustup, args) {
  if ((await command(rustup, args, { allowFailure: true })) !== 0) say(`rustup ${args.slice(0, 3).join(' ')} failed`)
}

async function rustupCommand({ cargoBin }) {
  if ((await attempt('rustup', ['--version'])).ok) return 'rustup'
  const own = join(cargoBin, 'rustup')
  return existsSync(own) ? own : undefined
}
