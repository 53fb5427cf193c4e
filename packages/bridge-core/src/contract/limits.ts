/** What a run or feed may use. Every field is optional; `Infinity` lifts a limit that has a default. */
export interface Limits {
  /** Bytes the guest may hold. Default 32 MiB. */
  readonly memoryBytes?: number
  /** Milliseconds the guest may compute in one run or feed; waiting for the host is free. Default 10,000. */
  readonly timeMs?: number
  /** Milliseconds the guest may compute between two host calls. */
  readonly turnTimeMs?: number
  /** Milliseconds the whole run may take, waiting included. */
  readonly wallClockMs?: number
  /** Nested guest calls. Default 1000, which is also the most: deeper tracebacks take seconds to build. */
  readonly stackDepth?: number
  /** Bytes of the engine's own stack, where it counts bytes instead of calls. Default 256 KiB. */
  readonly stackBytes?: number
  /** How often the guest may allocate memory. */
  readonly maxAllocations?: number
  /** Collect cycles after this many allocations that could form one. Not a limit: it cannot fail a run. */
  readonly gcInterval?: number
  /**
   * Calls in one run or feed: of host functions, of host objects' methods, and of the operating system (files, clock,
   * sleep, environment, `import`). Reading a name or an attribute is no call. Default 1000.
   */
  readonly maxHostCalls?: number
  /**
   * Async handlers of one run at work at once, as in a wide `asyncio.gather`: the guest waits with its next call until one
   * has settled. Not a limit that can fail a run, except by hand, where leaving one call more pending is refused.
   */
  readonly maxConcurrentCalls?: number
  /** UTF-8 bytes the guest may print. Default 10 MiB. */
  readonly maxPrintBytes?: number
  /** Bytes of the value, or of one call's arguments, as they cross to the host. Default 64 MiB. */
  readonly maxResultBytes?: number
  /** UTF-8 bytes of a source. Parsing needs up to a hundred times as much, outside `memoryBytes`. Default 1 MiB. */
  readonly maxSourceBytes?: number
}

/** Limits after defaults: only finite numbers, only what the backend enforces. */
export type ResolvedLimits = Readonly<Partial<Record<LimitName, number>>>

/** The limits a host can set. */
export type LimitName = keyof Limits
