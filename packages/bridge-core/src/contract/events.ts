import type { AbandonedCall, Raise, SourcePosition } from '../errors/abandoned-call.js'
import type { GuestError } from '../errors/errors.js'
import type { HostReceiver } from '../values/host-object.js'
import type { EngineUsage, HostCall } from './turn.js'

interface EventBase {
  readonly runId: string
  /** Counts the run's events from 0. */
  readonly seq: number
  /** Milliseconds since the Unix epoch, with a fraction. */
  readonly at: number
}

/** What a run used. Times in milliseconds. */
export interface Usage extends EngineUsage {
  /** From the start to the terminal event, waiting included. */
  readonly wallMs: number
  /** Calls of host functions and of host objects' methods. */
  readonly hostCalls: number
  /** Calls of the guest's operating system. `limits.maxHostCalls` counts both. */
  readonly osCalls: number
  readonly printBytes: number
}

export interface RunStarted extends EventBase {
  readonly type: 'runStarted'
  readonly scriptName: string
}

export interface Print extends EventBase {
  readonly type: 'print'
  readonly stream: 'stdout' | 'stderr'
  /** A line with its end, or a part of a line that the guest has not ended (yet). */
  readonly text: string
}

export interface CallStarted extends EventBase {
  readonly type: 'callStarted'
  readonly callId: number
  readonly name: string
  readonly args: HostCall['args']
  readonly kwargs: HostCall['kwargs']
  readonly methodCall: boolean
  readonly receiver?: HostReceiver | undefined
  readonly position?: SourcePosition | undefined
}

/** `error` is what the guest sees raised; without it the call returned `result`. */
export interface CallFinished extends EventBase {
  readonly type: 'callFinished'
  readonly callId: number
  readonly name: string
  readonly result?: unknown
  readonly error?: Raise
  readonly durationMs: number
}

export interface OsCallStarted extends EventBase {
  readonly type: 'osCallStarted'
  readonly callId: number
  /** `Path.read_text`, `os.getenv`, `time.sleep`, … */
  readonly name: string
  readonly args: HostCall['args']
  readonly kwargs: HostCall['kwargs']
}

export interface OsCallFinished extends EventBase {
  readonly type: 'osCallFinished'
  readonly callId: number
  readonly name: string
  readonly result?: unknown
  readonly error?: Raise
  readonly durationMs: number
}

/** The guest awaits host calls of which none has settled. */
export interface FuturesPending extends EventBase {
  readonly type: 'futuresPending'
  readonly callIds: readonly number[]
}

/**
 * The guest never took the outcome of a call: it forgot to await it, or the run ended before. Comes before the terminal
 * event, also after the `callFinished` of a handler that was done. One that is still at work is told by its signal.
 */
export interface CallAbandoned extends EventBase, AbandonedCall {
  readonly type: 'callAbandoned'
}

export interface RunFinished extends EventBase {
  readonly type: 'runFinished'
  readonly value: unknown
  readonly usage: Usage
  readonly abandoned: readonly AbandonedCall[]
}

export interface RunFailed extends EventBase {
  readonly type: 'runFailed'
  readonly error: GuestError
  readonly usage: Usage
  readonly abandoned: readonly AbandonedCall[]
}

export interface RunCancelled extends EventBase {
  readonly type: 'runCancelled'
  readonly reason: unknown
  readonly usage: Usage
  readonly abandoned: readonly AbandonedCall[]
}

export type TerminalEvent = RunFinished | RunFailed | RunCancelled

/** What a run emits: `runStarted` first, exactly one terminal event last. */
export type BridgeEvent =
  | RunStarted
  | Print
  | CallStarted
  | CallFinished
  | OsCallStarted
  | OsCallFinished
  | FuturesPending
  | CallAbandoned
  | TerminalEvent

/** Removes the fields that the run loop fills in. Distributes over the union. */
export type EventBody<E extends BridgeEvent = BridgeEvent> = E extends BridgeEvent ? Omit<E, keyof EventBase> : never

export function isTerminal(event: BridgeEvent): event is TerminalEvent {
  return event.type === 'runFinished' || event.type === 'runFailed' || event.type === 'runCancelled'
}
