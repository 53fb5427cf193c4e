import type { BridgeCapabilities, LimitName } from './capabilities.js'
import { BridgeError } from './errors.js'

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
  /** Host and OS calls in one run or feed. Default 1000. */
  readonly maxHostCalls?: number
  /**
   * Async handlers of one run at work at once, as in a wide `asyncio.gather`: the guest waits with its next call until one
   * has settled. Not a limit that can fail a run, except by hand, where leaving one call more pending is refused.
   */
  readonly maxConcurrentCalls?: number
  /** UTF-8 bytes the guest may print. Default 10 MiB. */
  readonly maxPrintBytes?: number
  /** UTF-8 bytes of a source. Parsing needs up to a hundred times as much, outside `memoryBytes`. Default 1 MiB. */
  readonly maxSourceBytes?: number
}

/** Limits after defaults: only finite numbers, only what the backend enforces. */
export type ResolvedLimits = Readonly<Partial<Record<LimitName, number>>>

const MiB = 1024 * 1024

/** Every limit, with its default: the compiler asks for an entry when one is added. */
const defaults: Readonly<Record<LimitName, number | undefined>> = {
  memoryBytes: 32 * MiB,
  timeMs: 10_000,
  turnTimeMs: undefined,
  wallClockMs: undefined,
  stackDepth: 1000,
  stackBytes: 256 * 1024,
  maxAllocations: undefined,
  gcInterval: undefined,
  maxHostCalls: 1000,
  maxConcurrentCalls: undefined,
  maxPrintBytes: 10 * MiB,
  maxSourceBytes: MiB,
}

type LimitCapabilities = Pick<BridgeCapabilities, 'backend' | 'limits'>

/** `Infinity` is refused for these: without them a guest can take the process down. */
const alwaysFinite: readonly LimitName[] = ['memoryBytes', 'stackDepth', 'stackBytes']
const MAX_STACK_DEPTH = 1000

/**
 * Applies the defaults, those of the bridge and those of the run, in this order.
 * @throws BridgeError `invalid-argument` for an unknown name or a number below 1; `unsupported` for a limit that the
 *   backend cannot enforce.
 */
export function resolveLimits(capabilities: LimitCapabilities, ...requested: (Limits | undefined)[]): ResolvedLimits {
  const limits: Partial<Record<LimitName, number>> = {}
  for (const name of capabilities.limits) {
    const value = defaults[name]
    if (value !== undefined) limits[name] = value
  }
  for (const request of requested) {
    for (const [name, value] of Object.entries(request ?? {})) {
      if (value === undefined) continue
      check(name, value, capabilities)
      if (value === Number.POSITIVE_INFINITY) delete limits[name]
      else limits[name] = value
    }
  }
  return limits
}

function check(name: string, value: unknown, capabilities: LimitCapabilities): asserts name is LimitName {
  if (!Object.hasOwn(defaults, name)) {
    throw new BridgeError(
      'invalid-argument',
      `limits.${name} is not a limit; there are ${Object.keys(defaults).join(', ')}`,
    )
  }
  if (typeof value !== 'number' || !(value >= 1)) {
    throw new BridgeError('invalid-argument', `limits.${name} must be a number of at least 1, not ${String(value)}`)
  }
  if (!capabilities.limits.includes(name as LimitName)) {
    throw new BridgeError('unsupported', `${capabilities.backend} cannot enforce limits.${name}`)
  }
  if (alwaysFinite.includes(name as LimitName) && !Number.isFinite(value)) {
    throw new BridgeError('invalid-argument', `limits.${name} must be finite`)
  }
  if (name === 'stackDepth' && value > MAX_STACK_DEPTH) {
    throw new BridgeError('invalid-argument', `limits.stackDepth can be at most ${MAX_STACK_DEPTH}`)
  }
}
