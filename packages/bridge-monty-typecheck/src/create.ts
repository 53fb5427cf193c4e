import type { TypeChecker } from '@interpreter-bridge/core'
import { compileWasm, type ReadUrl, type WasmSource } from '@interpreter-bridge/monty-shared'
import { WasmTypeChecker } from './type-checker.js'

/** What `montyTypeChecker` can be given. */
export interface MontyTypeCheckerOptions {
  /** Default: the `typecheck.wasm` of this package. */
  readonly wasm?: WasmSource
}

const remedy =
  'the type checker could not be loaded; give `wasm` a URL, bytes or a module, ' +
  'or build it with `pnpm --filter @interpreter-bridge/monty-typecheck build:checker`'

/** Builds `montyTypeChecker` for a platform. Nothing is loaded before the first check. */
export function createOn(read: ReadUrl, defaultUrl: URL) {
  return ({ wasm = defaultUrl }: MontyTypeCheckerOptions = {}): TypeChecker =>
    new WasmTypeChecker(() => compileWasm(wasm, read, remedy))
}
