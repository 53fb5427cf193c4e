import { checkKeys, type KnownKeys, type TypeChecker } from '@interpreter-bridge/core'
import { loadWasm, type PackagedWasm, type WasmSource } from '@interpreter-bridge/monty-shared'
import type { CreateGlue } from './glue.js'
import { WasmTypeChecker } from './type-checker.js'

/** What `montyTypeChecker` can be given. */
export interface MontyTypeCheckerOptions {
  /** Default: the `typecheck.wasm` of this package. */
  readonly wasm?: WasmSource
}

const known: KnownKeys<MontyTypeCheckerOptions> = { wasm: true }

/** What differs between Node and browsers. */
export type Platform = Pick<PackagedWasm<CreateGlue>, 'read' | 'url' | 'remedy'>

/** Builds `montyTypeChecker` for a platform. Nothing is loaded before the first check. */
export function createOn(platform: Platform) {
  const packaged: PackagedWasm<CreateGlue> = {
    ...platform,
    what: 'the type checker',
    glue: async () => (await import('./glue.js')).createGlue,
  }
  return (options: MontyTypeCheckerOptions = {}): TypeChecker => {
    checkKeys('montyTypeChecker', options, known)
    return new WasmTypeChecker(() => loadWasm(packaged, options.wasm))
  }
}
