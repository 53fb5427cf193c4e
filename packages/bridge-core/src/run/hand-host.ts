import type { BridgeTurn, PendingCall } from '../contract/bridge-turn.js'
import type { Answer, HostCall, Settled } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import type { DumpOptions } from '../host/host-function.js'
import type { MaybePromise } from '../platform/promise.js'
import { callFinished } from './call-events.js'
import { callTurn, futuresTurn, type Hand } from './hand-turns.js'
import { type OpenCall, OpenCalls } from './open-calls.js'
import { cancelled, type RunOutcome } from './outcome.js'
import type { HostedRun, RunHost } from './run-host.js'
import { raises } from './thrown.js'

/** Who waits for the next turn. */
interface Waiter {
  resolve(turn: BridgeTurn): void
  reject(error: unknown): void
}

/** Answers a run by a person: each call is handed over as a turn, and the run waits until that is answered. */
export class HandHost implements RunHost {
  readonly #run: HostedRun
  readonly #names: ReadonlySet<string>
  readonly #output: { text: string }
  readonly #calls = new OpenCalls()
  #waiter: Waiter | undefined
  #outcome: Promise<RunOutcome> | undefined
  #closed = false

  /** `names` are the functions that exist. `output` collects what is printed; each turn takes what there is. */
  constructor(run: HostedRun, names: ReadonlySet<string>, output: { text: string }) {
    this.#run = run
    const { loaded } = run.settings
    // What a loaded guest waits for was a function when it was called.
    this.#names = loaded?.kind === 'call' ? new Set([...names, loaded.call.name]) : names
    this.#output = output
  }

  /** Starts the run. Resolves to its first turn. */
  begin(start: () => MaybePromise<RunOutcome>): Promise<BridgeTurn> {
    const first = this.#next()
    this.#outcome = new Promise((resolve) => resolve(start()))
    this.#outcome.then(
      (outcome) => this.#waiter && this.#hand(this.#waiter, outcome),
      (error: unknown) => this.#waiter?.reject(error),
    )
    return first
  }

  isFunction(name: string): boolean {
    return this.#names.has(name)
  }

  /** A call inside which nobody can wait is left pending: the next `futures` turn brings it. */
  call(call: HostCall, startedAt: number, inline: boolean): MaybePromise<Answer> | undefined {
    if (!call.receiver && !this.#names.has(call.name)) return undefined
    const open: OpenCall = { type: 'callFinished', call, startedAt }
    if (!inline) return this.#askCall('call', open)
    this.#calls.add(open)
    this.#calls.leave(open)
    return { kind: 'pending' }
  }

  osCall(call: HostCall, startedAt: number): Promise<Answer> {
    return this.#askCall('osCall', { type: 'osCallFinished', call, startedAt })
  }

  async futures(callIds: readonly number[]): Promise<Answer> {
    const calls = callIds.map((callId): PendingCall => this.#calls.get(callId)?.call ?? { callId })
    const answer = await this.#ask((hand) => futuresTurn(callIds, calls, hand))
    if (answer.kind !== 'futures') return answer
    for (const [callId, settled] of answer.results) {
      const open = this.#calls.get(callId)
      if (open) this.#finish(open, settled)
    }
    return answer
  }

  /** Time alone settles nothing here. */
  get unsettled(): boolean {
    return false
  }

  close(): readonly OpenCall[] {
    this.#closed = true
    return this.#calls.close()
  }

  async #askCall(type: 'call' | 'osCall', open: OpenCall): Promise<Answer> {
    const { call } = open
    this.#calls.add(open)
    const answer = await this.#ask((hand) => callTurn(type, call, hand, () => this.#checkConcurrency(open)))
    if (answer.kind === 'pending') this.#calls.leave(open)
    else if (answer.kind === 'value') this.#finish(open, { value: answer.value })
    else if (answer.kind === 'raise') this.#finish(open, { raise: answer.raise })
    else if (type === 'osCall') this.#finish(open, { raise: raises.noSuchOsCall(call.name) })
    else this.#finish(open, { raise: raises.unknownName(this.#run.settings.language, call.name) })
    return answer
  }

  /** Hands a turn over. Resolves to its answer. */
  #ask(make: (hand: Hand) => BridgeTurn): Promise<Answer> {
    return new Promise((resolve) => {
      let spent = false
      const answer = async (choose: () => Answer): Promise<BridgeTurn> => {
        if (this.#closed) await this.#checkNotCancelled()
        if (spent)
          throw new BridgeError('turn-spent', 'this turn was answered before; use the turn that answer returned')
        // A run that is over (its time was up) has no use for an answer: the next turn is its end.
        if (!this.#closed) resolve(choose())
        spent = true
        return this.#next()
      }
      const hand: Hand = {
        language: this.#run.settings.language,
        objects: this.#run.settings.objects,
        output: this.#takeOutput(),
        answer,
        cancel: () => this.#run.cancel('cancelled by hand', true),
        dump: async (options?: DumpOptions) => {
          if (!spent && !this.#closed) return this.#run.dump(options)
          throw new BridgeError('turn-spent', 'this turn was answered before, its state is gone')
        },
        setMaxDuration: async (ms: number) => this.#run.setMaxDuration(ms),
      }
      this.#waiter?.resolve(make(hand))
      this.#waiter = undefined
    })
  }

  async #checkNotCancelled(): Promise<void> {
    const outcome = await this.#outcome
    if (outcome?.status === 'cancelled') throw cancelled(outcome.reason)
  }

  #checkConcurrency({ type }: OpenCall): void {
    const limit = this.#run.settings.limits.maxConcurrentCalls
    if (limit === undefined || type === 'osCallFinished') return
    const atWork = this.#calls.all.filter((open) => open.pending && open.type === type).length
    if (atWork < limit) return
    throw new BridgeError('invalid-answer', `no more than limits.maxConcurrentCalls (${limit}) can be pending`)
  }

  /** The next turn; of a run that has ended meanwhile, its end. */
  #next(): Promise<BridgeTurn> {
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject }
      if (this.#closed) this.#outcome?.then((outcome) => this.#hand(waiter, outcome), reject)
      else this.#waiter = waiter
    })
  }

  #hand(waiter: Waiter, outcome: RunOutcome): void {
    const { usage, abandoned } = outcome
    const output = this.#takeOutput()
    switch (outcome.status) {
      case 'finished':
        waiter.resolve({ type: 'done', value: outcome.value, output, usage, abandoned })
        break
      case 'failed':
        waiter.resolve({ type: 'failed', error: outcome.error, output, usage, abandoned })
        break
      case 'cancelled':
        waiter.reject(cancelled(outcome.reason))
        break
    }
  }

  #takeOutput(): string {
    const { text } = this.#output
    this.#output.text = ''
    return text
  }

  #finish(open: OpenCall, settled: Settled): void {
    const { type, call, startedAt } = open
    this.#calls.remove(open)
    callFinished(this.#run.state, type, call, startedAt, settled)
  }
}
