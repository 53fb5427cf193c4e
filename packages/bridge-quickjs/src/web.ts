import { BridgeError } from '@interpreter-bridge/core'
import { createOn } from './create.js'

export type { QuickJsOptions } from './create.js'

/**
 * JavaScript in QuickJS, the comparison interpreter. On a page its guests run inline: QuickJS calls the host inside the
 * guest's own call, for which a Web Worker cannot wait. Run the whole bridge in a worker of yours instead.
 * @throws BridgeError `engine-missing` when the WebAssembly module does not load, `unsupported` for `isolation: 'thread'`
 */
export const createQuickJs = createOn({
  // A browser's worker has half of Node's stack, which 160 KiB of QuickJS's own were seen to overflow.
  defaults: { stackBytes: 128 * 1024 },
  thread() {
    throw new BridgeError(
      'unsupported',
      'quickjs cannot run in threads of its own in a browser; leave out isolation, and create the bridge in a Worker of yours',
    )
  },
})
