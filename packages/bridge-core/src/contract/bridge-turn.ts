import type { AbandonedCall } from '../errors/abandoned-call.js'
import type { GuestError } from '../errors/errors.js'
import type { DumpOptions } from '../host/host-function.js'
import type { Usage } from './events.js'
import type { HostCall } from './turn.js'

/** The guest has ended with a value. */
export interface DoneTurn {
  readonly type: 'done'
  readonly value: unknown
  /** What was printed since the turn before. */
  readonly output: string
  readonly usage: Usage
  /** The calls whose outcome the guest never took. */
  readonly abandoned: readonly AbandonedCall[]
}

/** The guest has failed. */
export interface FailedTurn {
  readonly type: 'failed'
  readonly error: GuestError
  readonly output: string
  readonly usage: Usage
  /** The calls whose outcome the guest never took. */
  readonly abandoned: readonly AbandonedCall[]
}

interface WaitingTurn {
  readonly output: string
  /** Ends the run; the turn is spent. */
  cancel(): void
  /** The suspended guest as bytes. @throws BridgeError `unsupported` */
  dump(options?: DumpOptions): Promise<Uint8Array>
  /** Gives the guest a fresh time budget, in milliseconds. @throws BridgeError `unsupported` */
  setMaxDuration(ms: number): Promise<void>
}

/** The guest waits for a host or OS call. Exactly one answer is taken; each returns the next turn. */
export interface CallTurn extends WaitingTurn, HostCall {
  readonly type: 'call' | 'osCall'
  readonly methodCall: boolean
  /** Answers with a value. @throws BridgeError `value-unsupported`; the turn can still be answered then */
  resume(value: unknown): Promise<BridgeTurn>
  /** Raises in the guest; a `HostError` chooses the type. */
  raise(error: unknown): Promise<BridgeTurn>
  /** Makes the call an awaitable, for whose result a `futures` turn asks. */
  pending(): Promise<BridgeTurn>
  /** There is no such thing: the guest's NameError, or what its language has for that OS call. */
  notFound(): Promise<BridgeTurn>
}

/**
 * A call that was left pending. One of before `loadTurn` is known by its id alone, because a snapshot has no names and
 * arguments of such calls: keep beside the bytes what you need of them.
 */
export type PendingCall = HostCall | (Pick<HostCall, 'callId'> & { readonly name?: undefined })

/** The guest awaits calls that were left pending. Some or all are answered, in any order. */
export interface FuturesTurn extends WaitingTurn {
  readonly type: 'futures'
  readonly callIds: readonly number[]
  /** The calls behind the ids, one for each. */
  readonly calls: readonly PendingCall[]
  /** For each call a value, or an `Error` to raise where the guest awaits it. */
  resolve(results: ReadonlyMap<number, unknown>): Promise<BridgeTurn>
}

/** Where a run that is driven by hand stands. */
export type BridgeTurn = DoneTurn | FailedTurn | CallTurn | FuturesTurn
