import { readFile } from 'node:fs/promises'
import { nodeWorker } from '@interpreter-bridge/core/node'
import { createOn } from './create.js'

export type { WasmSource } from '@interpreter-bridge/monty-shared'
export type { MontyWasmOptions } from './create.js'

/**
 * Python in the Monty interpreter, as WebAssembly with a memory of its own.
 * @throws BridgeError `engine-missing` when the module cannot be read or compiled
 */
export const createMontyWasm = createOn({
  read: (url) => (url.protocol === 'file:' ? readFile(url) : fetch(url)),
  defaultUrl: new URL('./monty.wasm', import.meta.url),
  thread: (module) => nodeWorker(new URL('./worker.js', import.meta.url), { data: module }),
})
