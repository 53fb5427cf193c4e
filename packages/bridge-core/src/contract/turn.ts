import type { Raise, SourcePosition } from '../errors/abandoned-call.js'
import type { GuestFault } from '../errors/errors.js'
import type { HostReceiver } from '../values/host-object.js'

/** A function of the host that the guest calls. */
export interface HostCall {
  /** Distinct within a run, increasing. */
  readonly callId: number
  readonly name: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
  /** The object whose method is called; absent for a plain function. */
  readonly receiver?: HostReceiver | undefined
  /** The guest awaits the result at once: a settled promise may be answered with `settled`. */
  readonly awaited: boolean
  readonly position?: SourcePosition | undefined
}

/** What an engine measured by itself. Times in milliseconds, memory in bytes. */
export interface EngineUsage {
  /** Time the guest computed, without the waits for the host. */
  readonly timeMs: number
  /** The most memory the guest held. Absent where the engine cannot tell. */
  readonly memoryBytes?: number
  /** How often memory was allocated. Absent where the engine cannot tell. */
  readonly allocations?: number
}

/** How a promise of the host came out. */
export type Settled = { readonly value: unknown } | { readonly raise: Raise }

/** What stopped the guest. The run loop switches over it exhaustively. */
export type Turn =
  | { readonly kind: 'done'; readonly value: unknown; readonly usage: EngineUsage }
  | { readonly kind: 'failed'; readonly fault: GuestFault; readonly usage: EngineUsage }
  | { readonly kind: 'call'; readonly call: HostCall }
  | { readonly kind: 'osCall'; readonly call: HostCall }
  | { readonly kind: 'name'; readonly name: string; readonly receiver?: HostReceiver | undefined }
  | { readonly kind: 'futures'; readonly callIds: readonly number[] }

/** What the guest is told. Which answers fit which turn is in `answersOf`. */
export type Answer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'raise'; readonly raise: Raise }
  /** The call becomes an awaitable; a `futures` answer brings its result. */
  | { readonly kind: 'pending' }
  /** An awaited call has settled already. */
  | { readonly kind: 'settled'; readonly settled: Settled }
  /** There is no such function, attribute, name or module; the engine raises what its language raises then. */
  | { readonly kind: 'notFound' }
  | { readonly kind: 'futures'; readonly results: ReadonlyMap<number, Settled> }
  /** Ends the program with an exception that it cannot catch. */
  | { readonly kind: 'abort'; readonly raise: Raise }

/** The answers that fit each waiting turn. */
export const answersOf = {
  call: ['value', 'raise', 'pending', 'settled', 'notFound', 'abort'],
  osCall: ['value', 'raise', 'pending', 'settled', 'notFound', 'abort'],
  name: ['value', 'raise', 'notFound', 'abort'],
  futures: ['futures', 'abort'],
} as const satisfies Record<Exclude<Turn['kind'], 'done' | 'failed'>, readonly Answer['kind'][]>
