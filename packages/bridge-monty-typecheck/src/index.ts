import { readFile } from 'node:fs/promises'
import { remedyForMissingFile } from '@interpreter-bridge/core/node'
import { createOn } from './create.js'
import { nodeThread } from './node-thread.js'

export type { MontyTypeChecker, MontyTypeCheckerOptions } from './create.js'

/**
 * Checks the types of Python for Monty, for the `typeChecker` option of a bridge. Loads itself at the first check, which
 * takes a few hundred milliseconds; each further one takes a few.
 */
export const montyTypeChecker = createOn({
  read: (url) => (url.protocol === 'file:' ? readFile(url) : fetch(url)),
  url: () => new URL('./typecheck.wasm', import.meta.url),
  remedy: () => remedyForMissingFile(import.meta.url, 'npx turbo run build:checker'),
  thread: () => nodeThread(new URL('./worker.js', import.meta.url)),
})
