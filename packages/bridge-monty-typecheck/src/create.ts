import { BridgeError, checkKeys, type KnownKeys, type TypeChecker } from '@interpreter-bridge/core'
import { loadWasm, type PackagedWasm, type WasmSource } from '@interpreter-bridge/monty-shared'
import type { CreateGlue } from './glue.js'
import { InlineTypeChecker } from './inline-checker.js'
import { type CheckerThread, ThreadTypeChecker } from './thread-checker.js'

/** What `montyTypeChecker` can be given. */
export interface MontyTypeCheckerOptions {
  /** Default: the `typecheck.wasm` of this package. */
  readonly wasm?: WasmSource
  /**
   * `thread`, the default: checks run in a thread of their own, which is replaced when one takes longer than its `timeMs`.
   * `inline`: on the calling thread, which waits however long it takes.
   */
  readonly isolation?: 'thread' | 'inline'
}

/** A checker whose thread can be ended before the process ends. */
export interface MontyTypeChecker extends TypeChecker {
  /** Gives back its thread and memory. A check after that starts afresh. */
  dispose(): Promise<void>
}

const known: KnownKeys<MontyTypeCheckerOptions> = { wasm: true, isolation: true }

/** What differs between Node and browsers. */
export interface Platform extends Pick<PackagedWasm<CreateGlue>, 'read' | 'url' | 'remedy'> {
  /** @throws BridgeError `unsupported` where there are no threads */
  thread(): CheckerThread
}

/** Builds `montyTypeChecker` for a platform. Nothing is loaded before the first check. */
export function createOn(platform: Platform) {
  const packaged: PackagedWasm<CreateGlue> = {
    read: platform.read,
    url: platform.url,
    remedy: platform.remedy,
    what: 'the type checker',
    glue: async () => (await import('./glue.js')).createGlue,
  }
  return (options: MontyTypeCheckerOptions = {}): MontyTypeChecker => {
    checkKeys('montyTypeChecker', options, known)
    const { wasm, isolation = 'thread' } = options
    if (isolation === 'inline') return new InlineTypeChecker(() => loadWasm(packaged, wasm))
    if (isolation === 'thread')
      return new ThreadTypeChecker(
        async () => (await loadWasm(packaged, wasm)).module,
        () => platform.thread(),
      )
    throw new BridgeError('invalid-argument', `isolation must be 'thread' or 'inline', not ${String(isolation)}`)
  }
}
