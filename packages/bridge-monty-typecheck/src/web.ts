import { BridgeError } from '@interpreter-bridge/core'
import { createOn } from './create.js'
import { webThread } from './web-thread.js'

export type { MontyTypeChecker, MontyTypeCheckerOptions } from './create.js'

/**
 * Checks the types of Python for Monty, for the `typeChecker` option of a bridge. Downloads itself at the first check.
 * Bundlers place `typecheck.wasm` beside the bundle; give `wasm` where yours does not.
 */
export const montyTypeChecker = createOn({
  read: (url) => fetch(url),
  url: () => new URL('./typecheck.wasm', import.meta.url),
  remedy: () => 'give `wasm` its URL, its bytes or a WebAssembly.Module',
  thread() {
    if (typeof Worker === 'undefined')
      throw new BridgeError('unsupported', "there are no Web Workers here to check in; give isolation: 'inline'")
    return webThread(new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' }))
  },
})
