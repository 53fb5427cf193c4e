// Provides a Rust that can build Monty, once, before anything is built, by one process.
import { locked } from '../lock.mjs'
import { Stop, say } from '../say.mjs'
import { DEBIAN_LINKER, DEBIAN_RUST, debianPackages } from './debian.mjs'
import { thisMachine } from './machine.mjs'
import { installWithRustup, reinstallWithRustup } from './rustup.mjs'
import { lookForRust, VERSION } from './toolchain.mjs'

/** @throws Stop with one sentence about what is missing and what to do */
export async function setUpRust(machine = thisMachine) {
  const { toolchain } = await lookForRust(machine)
  return toolchain ?? locked(machine.lock, () => provide(machine))
}

/** Tries one way after the other, and looks after each. */
async function provide(machine) {
  let { toolchain, passedOver } = await lookForRust(machine)
  if (toolchain) return toolchain
  if (passedOver.length === 0) say('no Rust is installed')
  for (const { name, why } of passedOver) say(`${name} ${why}`)
  for (const step of [linker, installWithRustup, linker, reinstallWithRustup, rust]) {
    if (!(await step(machine, passedOver))) continue
    ;({ toolchain, passedOver } = await lookForRust(machine))
    if (toolchain) {
      say(`Rust is set up: ${toolchain.description}`)
      return toolchain
    }
  }
  if (passedOver.some(({ lacksLinker }) => lacksLinker)) {
    throw new Stop(
      'Rust is there, but nothing that it can link with: install a C compiler (gcc or clang), and run this again.',
    )
  }
  const [seen] = passedOver
  const found = seen ? ` (${seen.name} ${seen.why})` : ''
  throw new Stop(
    `No Rust that can build Monty could be set up${found}: install ${VERSION} or later with rustup (https://rustup.rs), and run this again.`,
  )
}

/** A Rust that lacks nothing but a linker gets one. */
function linker(machine, passedOver) {
  if (!passedOver.some(({ lacksLinker }) => lacksLinker)) return false
  return debianPackages(machine, DEBIAN_LINKER, 'a C compiler, which Rust links with')
}

function rust(machine) {
  return debianPackages(machine, DEBIAN_RUST, `Rust ${VERSION}`)
}
