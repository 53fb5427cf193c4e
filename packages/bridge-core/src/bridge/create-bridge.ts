import type { InterpreterBridge } from '../contract/bridge.js'
import type { InterpreterEngine } from '../contract/engine.js'
import { knownOptions } from '../contract/known-options.js'
import type { BridgeOptions } from '../contract/options.js'
import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { MaybePromise } from '../platform/promise.js'
import type { EngineLink } from '../remote/engine-link.js'
import { MessageLink } from '../remote/message-link.js'
import type { EngineWorker } from '../remote/protocol.js'
import { RemoteEngine, type RemotePlace } from '../remote/remote-engine.js'
import { EngineBridge } from './engine-bridge.js'
import { resolveLimits } from './resolve-limits.js'

/** What a bridge is created with whose backend can run guests elsewhere than on the calling thread. */
export interface IsolatedBridgeOptions extends BridgeOptions {
  /**
   * `inline` (the default): guests run on the calling thread, for guests that are trusted not to attack the interpreter.
   * `thread`: each in a worker thread of its own, without `runSync` and `compile`, which cannot wait for another thread.
   * `process`: each in a process of its own, which is killed at its limits whatever it does; without `runSync`.
   */
  readonly isolation?: 'inline' | 'thread' | 'process'
  /** How many processes there are, with `isolation: 'process'`. */
  readonly processes?: ProcessOptions
}

/** A pool of processes for guests. Each serves one guest at a time. */
export interface ProcessOptions {
  /** At the same time; a guest beyond them waits for one. Default 16. */
  readonly max?: number
  /** Made in advance, so that a guest finds one ready. Default 1. */
  readonly spare?: number
  /** Guests that one process serves before it is replaced. Default 1000. */
  readonly maxGuests?: number
}

const processOptionKeys = { max: true, spare: true, maxGuests: true } as const satisfies KnownKeys<ProcessOptions>

/** What a backend's `create…` function takes besides its own, for `checkKeys`. */
export const isolatedBridgeOptionKeys = {
  ...knownOptions.bridge,
  isolation: true,
  processes: true,
} as const satisfies KnownKeys<IsolatedBridgeOptions>

/** Where a backend's engine can be. */
export interface EnginePlaces {
  readonly capabilities: InterpreterEngine['capabilities']
  /** On the calling thread. */
  inline(): MaybePromise<InterpreterEngine>
  /** In a thread that `serveEngine`s it. */
  thread(): EngineWorker
  /** Whether the end of a thread stops its guest whatever it does: not where it is in native code. */
  readonly threadsStop: boolean
  /** In a process, for guests of at most `memoryBytes` by default. Absent where there are none. */
  process?(memoryBytes: number): EngineLink
  /** What parses in advance for guests in processes. */
  readonly compiler?: RemotePlace['compiler']
}

/**
 * Makes a bridge with its engine where `isolation` says.
 * @throws BridgeError `invalid-argument`, and what keeps the engine from loading
 */
export async function createBridge(places: EnginePlaces, options: IsolatedBridgeOptions): Promise<InterpreterBridge> {
  checkKeys('bridge options', options, isolatedBridgeOptionKeys)
  const { isolation = 'inline', processes, ...bridgeOptions } = options
  switch (isolation) {
    case 'inline':
      return new EngineBridge(await places.inline(), bridgeOptions)
    case 'thread':
      return new EngineBridge(await RemoteEngine.connect(places.capabilities, inThreads(places)), bridgeOptions)
    case 'process': {
      const { memoryBytes = 0 } = resolveLimits(places.capabilities, options.limits)
      const place = inProcesses(places, memoryBytes, processes)
      return new EngineBridge(await RemoteEngine.connect(places.capabilities, place), bridgeOptions)
    }
    default:
      throw new BridgeError(
        'invalid-argument',
        `isolation must be 'inline', 'thread' or 'process', not ${String(isolation)}`,
      )
  }
}

const timeLimits = ['timeMs', 'wallClockMs'] as const

/** A thread is made when it is needed, and a few are kept. */
function inThreads({ thread, threadsStop }: EnginePlaces): RemotePlace {
  const many = Number.POSITIVE_INFINITY
  const pool = { spare: 0, maxIdle: 2, max: many, maxGuests: many, maxResidentBytes: many }
  const hardLimits = threadsStop ? timeLimits : []
  return { isolation: 'thread', spawn: () => new MessageLink(thread()), pool, hardLimits }
}

/** What a process may have grown to and still be used again, beside twice its guests' limit, in bytes. */
const GROWN_BYTES = 128 << 20

function inProcesses(places: EnginePlaces, memoryBytes: number, options: ProcessOptions = {}): RemotePlace {
  checkKeys('processes', options, processOptionKeys)
  const { process, compiler, capabilities } = places
  if (!process) {
    const message = `${capabilities.backend} cannot run guests in processes here; isolation: 'thread' is the next best`
    throw new BridgeError('unsupported', message)
  }
  const { max = 16, spare = 1, maxGuests = 1000 } = options
  for (const [name, value, least] of [
    ['max', max, 1],
    ['spare', spare, 0],
    ['maxGuests', maxGuests, 1],
  ] as const) {
    if (Number.isSafeInteger(value) && value >= least) continue
    throw new BridgeError(
      'invalid-argument',
      `processes.${name} must be an integer of at least ${least}, not ${String(value)}`,
    )
  }
  const pool = { spare, maxIdle: Math.max(spare, 2), max, maxGuests, maxResidentBytes: 2 * memoryBytes + GROWN_BYTES }
  const hardLimits = [...timeLimits, 'memoryBytes'] as const
  const spawn = (): EngineLink => process(memoryBytes)
  return { isolation: 'process', spawn, pool, hardLimits, ...(compiler ? { compiler } : {}) }
}
