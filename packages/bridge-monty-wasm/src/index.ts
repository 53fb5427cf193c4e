import { readFile } from 'node:fs/promises'
import { nodeWorker, remedyForMissingFile } from '@interpreter-bridge/core/node'
import { createOn } from './create.js'

export type { WasmSource } from '@interpreter-bridge/monty-shared'
export type { MontyWasmOptions } from './create.js'

/**
 * Python in the Monty interpreter, as WebAssembly with a memory of its own.
 * @throws BridgeError `engine-missing` when the module cannot be read or compiled
 */
export const createMontyWasm = createOn({
  read: (url) => (url.protocol === 'file:' ? readFile(url) : fetch(url)),
  url: () => new URL('./monty.wasm', import.meta.url),
  remedy: () => remedyForMissingFile(import.meta.url, 'npm run build'),
  thread: (module) => nodeWorker(new URL('./worker.js', import.meta.url), { data: module }),
})
