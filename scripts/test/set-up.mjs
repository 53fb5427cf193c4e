// What the tests run in a process of its own: the set-up of Rust on the machine that the argument describes.

import { setUpRust } from '../rust/set-up-rust.mjs'
import { findToolchain } from '../rust/toolchain.mjs'
import { run, say } from '../say.mjs'

const [what, machine] = process.argv.slice(2)
const work = what === 'find' ? findToolchain : setUpRust

run(async () => {
  const { cargo, buildStd } = await work(JSON.parse(machine))
  say(`ready: ${cargo}${buildStd ? ', with std from its sources' : ''}`)
})
