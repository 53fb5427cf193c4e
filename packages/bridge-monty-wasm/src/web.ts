import { createWith } from './create.js'

export type { MontyWasmOptions, WasmSource } from './create.js'

/**
 * Python in the Monty interpreter, as WebAssembly with a memory of its own. Bundlers place `monty.wasm` beside the
 * bundle; give `wasm` where yours does not.
 * @throws BridgeError `engine-missing` when the module cannot be fetched or compiled
 */
export const createMontyWasm = createWith((url) => fetch(url), new URL('./monty.wasm', import.meta.url))
