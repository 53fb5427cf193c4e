import { createOn } from './create.js'

export type { MontyTypeCheckerOptions } from './create.js'

/**
 * Checks the types of Python for Monty, for the `typeChecker` option of a bridge. Downloads itself at the first check.
 * Bundlers place `typecheck.wasm` beside the bundle; give `wasm` where yours does not.
 */
export const montyTypeChecker = createOn({
  read: (url) => fetch(url),
  url: () => new URL('./typecheck.wasm', import.meta.url),
  remedy: () => 'give `wasm` its URL, its bytes or a WebAssembly.Module',
})
