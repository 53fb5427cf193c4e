import type { BridgeCapabilities } from '../contract/capabilities.js'
import type { LimitName, Limits, ResolvedLimits } from '../contract/limits.js'
import { unknownKey } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'

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
  maxResultBytes: 64 * MiB,
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
    throw unknownKey('limits', name, Object.keys(defaults))
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
