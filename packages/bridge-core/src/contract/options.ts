import type { ValueView } from '../values/view.js'
import type { BridgeEvent } from './events.js'
import type { Limits } from './limits.js'
import type { OsHandler } from './os-handler.js'
import type { TypeChecker } from './type-check.js'

/** What a bridge is created with, whatever its backend. */
export interface BridgeOptions {
  /** Defaults for every run. */
  readonly limits?: Limits
  /** How values appear. Default `natural`. */
  readonly view?: ValueView
  /** Answers the guest's operating-system calls. Default: a clock, sleep and entropy, and nothing else. */
  readonly os?: OsHandler
  /**
   * A run while another is in progress: `reject` it (the default), `queue` it, or run them in `parallel`. In a queue, a run
   * that a handler starts on its own bridge is refused, because the two would wait for each other: at once in Node and where
   * else `AsyncLocalStorage` is; elsewhere only when it is started before the handler's first `await`.
   */
  readonly concurrency?: 'reject' | 'queue' | 'parallel'
  /**
   * What the guest gets from handlers that return promises, where their functions choose none: `awaitable` (the default), or
   * `blocking`: every call waits and gives the value, so that an `await` cannot be forgotten. For guests that models write.
   */
  readonly mode?: 'awaitable' | 'blocking'
  /** Makes `typeCheck` work: `montyTypeChecker()` of `@interpreter-bridge/monty-typecheck` for Python. */
  readonly typeChecker?: TypeChecker
}

/** What one run can be given. */
export interface RunOptions {
  /** Bound as variables before the first statement; values, never pasted into the source. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** The file name in tracebacks. Default `main.py` or `main.js`. */
  readonly scriptName?: string
  readonly limits?: Limits
  /** Stops the run; it ends as cancelled. */
  readonly signal?: AbortSignal
  readonly view?: ValueView
  readonly os?: OsHandler
  /** Makes the guest's `random` repeatable: an integer. */
  readonly randomSeed?: number
}

/** What a session is opened with. `os` is for all of its feeds. */
export type SessionOptions = Pick<RunOptions, 'limits' | 'view' | 'scriptName' | 'randomSeed' | 'os'>

/** What a snapshot is loaded with. */
export interface LoadOptions extends Pick<RunOptions, 'limits' | 'view' | 'scriptName'> {
  /** What the snapshot was signed with. */
  readonly key?: Uint8Array
}

/**
 * What a run that is driven by hand can be given besides. The handlers of registered functions are not called, and the
 * guest's operating-system calls are turns, too.
 */
export interface StartOptions extends Omit<RunOptions, 'os'> {
  /** Names the guest may call, besides the registered functions. */
  readonly functions?: readonly string[]
  readonly onPrint?: (text: string, stream: 'stdout' | 'stderr') => void
  /** Sees the run's events, the same as `execute` emits. */
  readonly onEvent?: (event: BridgeEvent) => void
}
