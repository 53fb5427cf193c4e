import type { LimitName } from './limits.js'

/** What stands between a bridge's guests and its host. */
export interface IsolationReport extends Pick<BridgeCapabilities, 'isolation' | 'hardLimits'> {
  /** What a guest's process has shut itself in with: `no-new-privileges`, `landlock`, `seccomp`, `address-space`. */
  readonly walls: readonly string[]
}

/** What a backend can do. Data, not promises: the ladder verifies each flag. */
export interface BridgeCapabilities {
  /** A short name for reports: `monty-native`. */
  readonly backend: string
  /** The interpreter and its version: `monty 1.4.0`. */
  readonly engine: string
  readonly language: 'python' | 'javascript'
  /** `streaming`: an event is seen before the guest goes on. `batched`: events of a burst are seen when it ends. */
  readonly delivery: 'streaming' | 'batched'
  /** A handler may return a promise, which the guest awaits. */
  readonly asyncHostFunctions: boolean
  /** A handler may return a promise for which the guest waits inside the call, as if it were synchronous. */
  readonly blockingHostFunctions: boolean
  /** Several host calls may be pending at once. */
  readonly futures: boolean
  readonly kwargs: boolean
  /** Host objects whose methods and attributes reach the host. */
  readonly methodCalls: boolean
  readonly sessions: boolean
  readonly snapshots: { readonly session: boolean; readonly turn: boolean }
  /** Environment, files, clock, sleep and modules are the host's: `os`. */
  readonly osCalls: boolean
  /** The guest's random numbers can be made repeatable. */
  readonly randomSeed: boolean
  readonly typeCheck: boolean
  /** Parse once, run many times. */
  readonly compile: boolean
  /** `runSync`. */
  readonly sync: boolean
  /** The limits that are enforced; any other is refused when asked for. */
  readonly limits: readonly LimitName[]
  /** Those of them that hold whatever a guest makes the interpreter do: somebody outside of it enforces them. */
  readonly hardLimits: readonly LimitName[]
  /**
   * Where the guest runs. `inline`: on the caller's thread, which an endless loop blocks until a time limit stops it.
   * `thread`, `process`: in one for itself.
   */
  readonly isolation: 'inline' | 'thread' | 'process'
}
