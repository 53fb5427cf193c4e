import { BridgeError, webWorker } from '@interpreter-bridge/core'
import { createOn } from './create.js'

export type { WasmSource } from '@interpreter-bridge/monty-shared'
export type { MontyWasmOptions } from './create.js'

/**
 * Python in the Monty interpreter, as WebAssembly with a memory of its own. Bundlers place `monty.wasm` and the worker
 * beside the bundle; give `wasm` where yours does not, and where code may not be compiled, as on Workers, as a module.
 * @throws BridgeError `engine-missing` when the module cannot be fetched or compiled
 */
export const createMontyWasm = createOn({
  read: (url) => fetch(url),
  url: () => new URL('./monty.wasm', import.meta.url),
  remedy: () => 'give `wasm` its URL, its bytes or a WebAssembly.Module',
  thread(module) {
    if (typeof Worker === 'undefined') {
      throw new BridgeError('unsupported', 'there are no Web Workers here for guests to run in; leave out isolation')
    }
    return webWorker(new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' }), module)
  },
})
