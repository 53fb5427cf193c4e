import type { Answer, HostCall, Settled } from '../contract/turn.js'
import type { CallContext } from './call-context.js'
import type { CallEnd } from './call-events.js'

/** A call that has started, and whose outcome the guest has not taken yet. */
export interface OpenCall {
  readonly type: CallEnd
  readonly call: HostCall
  readonly startedAt: number
  /** Given to the handler, where there is one at work. */
  readonly context?: CallContext
  /** The guest has gone on, with an awaitable. */
  pending?: boolean
  /** Nobody has what it returned: the guest's engine may ask for it, but the guest will not. */
  discarded?: boolean
  /** How it came out, while the guest has not asked for it. */
  settled?: Settled
}

/** The calls of a run that are not through: at work, or with an outcome for which the guest has not asked. */
export class OpenCalls {
  readonly #calls = new Map<number, OpenCall>()
  /** What the engine was given for nobody. */
  readonly #discarded: OpenCall[] = []
  #pending = 0
  #wake: (() => void) | undefined

  /** How many the guest may still ask for. */
  get pending(): number {
    return this.#pending
  }

  get all(): readonly OpenCall[] {
    return [...this.#calls.values()]
  }

  get(callId: number): OpenCall | undefined {
    return this.#calls.get(callId)
  }

  add(open: OpenCall): void {
    this.#calls.set(open.call.callId, open)
  }

  /** The guest goes on with an awaitable. */
  leave(open: OpenCall): void {
    open.pending = true
    this.#pending++
  }

  /** The guest has taken its outcome. */
  remove({ call, pending }: OpenCall): void {
    this.#calls.delete(call.callId)
    if (pending) this.#pending--
  }

  /** Whether any of `callIds` can still settle, or has. */
  knows(callIds: readonly number[]): boolean {
    return callIds.some((callId) => this.#calls.has(callId))
  }

  /** A call that was left pending has an outcome. */
  settle(open: OpenCall, settled: Settled): void {
    open.settled = settled
    this.#wake?.()
  }

  /** The answer with those of `callIds` that have settled, once there is one. */
  async settled(callIds: readonly number[]): Promise<Answer> {
    let results = this.#take(callIds)
    while (results.size === 0) {
      await this.#next()
      results = this.#take(callIds)
    }
    return { kind: 'futures', results }
  }

  /** The run is over: late outcomes are nobody's. Returns what was open, and tells the handlers that are at work. */
  close(): readonly OpenCall[] {
    const { all } = this
    this.#calls.clear()
    this.#wake = undefined
    for (const { context, settled } of all) if (!settled) context?.abort()
    if (this.#discarded.length === 0) return all
    return [...this.#discarded, ...all].sort((one, other) => one.call.callId - other.call.callId)
  }

  #take(callIds: readonly number[]): Map<number, Settled> {
    const results = new Map<number, Settled>()
    for (const callId of callIds) {
      const open = this.#calls.get(callId)
      if (!open?.settled) continue
      results.set(callId, open.settled)
      this.remove(open)
      if (open.discarded) this.#discarded.push(open)
    }
    return results
  }

  /** Resolves when the next call settles. */
  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
