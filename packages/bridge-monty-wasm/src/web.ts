import { webWorker } from '@interpreter-bridge/core'
import { createOn } from './create.js'

export type { WasmSource } from '@interpreter-bridge/monty-shared'
export type { MontyWasmOptions } from './create.js'

/**
 * Python in the Monty interpreter, as WebAssembly with a memory of its own. Bundlers place `monty.wasm` and the worker
 * beside the bundle; give `wasm` where yours does not.
 * @throws BridgeError `engine-missing` when the module cannot be fetched or compiled
 */
export const createMontyWasm = createOn({
  read: (url) => fetch(url),
  defaultUrl: new URL('./monty.wasm', import.meta.url),
  thread: (module) => webWorker(new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' }), module),
})
