import { MessageLink } from '@interpreter-bridge/core'
import { nodeProcess, nodeWorker } from '@interpreter-bridge/core/node'
import { createOn } from './create.js'
import { files } from './files.js'

export type { WasmSource } from '@interpreter-bridge/monty-shared'
export type { MontyWasmOptions } from './create.js'

/**
 * Python in the Monty interpreter, as WebAssembly with a memory of its own.
 * @throws BridgeError `engine-missing` when the module cannot be read or compiled
 */
export const createMontyWasm = createOn({
  ...files,
  thread: (module) => nodeWorker(new URL('./worker.js', import.meta.url), { data: module }),
  process: (wasm) => new MessageLink(nodeProcess(new URL('./process.js', import.meta.url), wasm)),
})
