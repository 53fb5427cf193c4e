import { MessageLink } from '@interpreter-bridge/core'
import { nodeProcess, nodeWorker } from '@interpreter-bridge/core/node'
import { compiledRelease } from './compiled.js'
import { createOn } from './create.js'

export type { QuickJsOptions } from './create.js'

/**
 * JavaScript in QuickJS, the comparison interpreter.
 * @throws BridgeError `engine-missing` when the WebAssembly module does not load
 */
export const createQuickJs = createOn({
  compiled: compiledRelease,
  thread: (wasm) => nodeWorker(new URL('./worker.js', import.meta.url), { data: wasm }),
  process: () => new MessageLink(nodeProcess(new URL('./process.js', import.meta.url))),
})
