import { readFile } from 'node:fs/promises'
import { createWith } from './create.js'

export type { MontyWasmOptions, WasmSource } from './create.js'

/**
 * Python in the Monty interpreter, as WebAssembly with a memory of its own.
 * @throws BridgeError `engine-missing` when the module cannot be read or compiled
 */
export const createMontyWasm = createWith(
  (url) => (url.protocol === 'file:' ? readFile(url) : fetch(url)),
  new URL('./monty.wasm', import.meta.url),
)
