import type { EngineIo, EngineProgram, EngineSession } from '../contract/engine.js'
import type { Usage } from '../contract/events.js'
import type { ResolvedLimits } from '../contract/limits.js'
import type { Answer, EngineUsage, HostCall, Turn } from '../contract/turn.js'
import { BridgeError, GuestError, type GuestFault, type LimitExceeded } from '../errors/errors.js'
import type { DumpOptions } from '../host/host-function.js'
import { after, now, yieldToHost } from '../platform/clock.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'
import { splitLines, utf8Length } from '../platform/text.js'
import type { HostObject } from '../values/host-object.js'
import { Dispatcher, type DispatchTarget } from './dispatch.js'
import { type Observer, RunState } from './run-state.js'
import { raises } from './thrown.js'

/** How a run came out; the same three ways as the terminal events. */
export type RunOutcome =
  | { readonly status: 'finished'; readonly value: unknown; readonly usage: Usage }
  | { readonly status: 'failed'; readonly error: GuestError; readonly usage: Usage }
  | { readonly status: 'cancelled'; readonly reason: unknown; readonly usage: Usage }

/** What a run needs besides the engine. */
export interface RunConfig {
  readonly scriptName: string
  readonly limits: ResolvedLimits
  readonly target: DispatchTarget
  /** True for `runSync`: nothing may be waited for. */
  readonly sync: boolean
  readonly observer: Observer | undefined
  /** Collects what is printed. */
  readonly output?: { text: string }
}

/** A guest that needs no host may keep the host's thread this long before timers and signals get their turn. */
const MAX_BUSY_MS = 20

/** Drives one program from its first turn to its outcome. Synchronous as long as nothing has to be waited for. */
export class RunLoop implements EngineIo {
  readonly state: RunState
  readonly #config: RunConfig
  readonly #open: (io: EngineIo) => EngineSession
  /** Opened when the run begins, not while it waits for its place. */
  #session: EngineSession | undefined
  readonly #dispatcher: Dispatcher
  readonly #deadline: number
  #busySince = 0
  #stopped: { outcome: (usage: Usage) => RunOutcome } | undefined
  #imposed: LimitExceeded | undefined
  #wake: (() => void) | undefined
  #ended = false

  constructor(config: RunConfig, open: (io: EngineIo) => EngineSession) {
    this.#config = config
    this.state = new RunState(config.observer)
    this.#deadline = this.state.startedAt + (config.limits.wallClockMs ?? Number.POSITIVE_INFINITY)
    const { target, sync, limits } = config
    this.#dispatcher = new Dispatcher(this.state, target, sync, limits, (options) => this.#dump(options))
    this.#open = open
  }

  start(program: EngineProgram): MaybePromise<RunOutcome> {
    this.#begin()
    return this.#guard(() => this.#drive(this.#stopped ? undefined : this.#session?.start(program)))
  }

  /** Goes on with a guest that was loaded while it waited. */
  continueFrom(turn: Turn): MaybePromise<RunOutcome> {
    this.#dispatcher.expectResumed()
    this.#begin()
    return this.#guard(() => this.#drive(turn))
  }

  #begin(): void {
    if (!this.#stopped) this.#session = this.#open(this)
    this.state.emit({ type: 'runStarted', scriptName: this.#config.scriptName }, this.state.startedAt)
  }

  /** Stops the run wherever it is; it ends as cancelled. Nothing happens when it has ended. */
  cancel(reason: unknown): void {
    this.#stop((usage) => ({ status: 'cancelled', reason, usage }))
  }

  // --- what an engine asks for while the guest runs

  print(stream: 'stdout' | 'stderr', text: string): boolean {
    this.state.printBytes += utf8Length(text)
    if (this.#config.output) this.#config.output.text += text
    const { state } = this
    if (state.observer) {
      const at = now()
      for (const line of splitLines(text)) {
        state.observer({ type: 'print', runId: state.runId, seq: state.next(), at, stream, text: line })
      }
    }
    return this.#stopped === undefined
  }

  call(call: HostCall): Answer {
    const answer = this.#call(call)
    if (isPromise(answer)) throw new BridgeError('unsupported', 'this engine cannot wait inside a call')
    // Cancelled by who saw the call: the guest must not go on with its answer.
    return this.#stopped ? { kind: 'abort', raise: raises.cancelled } : answer
  }

  hostObject(id: string): HostObject | undefined {
    return this.#config.target.objects.get(id)
  }

  #dump(options: DumpOptions | undefined): MaybePromise<Uint8Array> {
    if (!this.#session?.dump) throw new BridgeError('unsupported', 'this backend cannot dump a suspended run')
    return this.#session.dump(options?.key)
  }

  // --- the loop

  #drive(first: MaybePromise<Turn> | undefined): MaybePromise<RunOutcome> {
    let turn = first
    this.#busySince = performance.now()
    for (let turns = 1; ; turns++) {
      if (isPromise(turn)) return this.#until(turn).then((next) => this.#drive(next))
      if (turn && this.#checkDeadline()) turn = undefined
      if (!turn || (this.#stopped && turn.kind !== 'done' && turn.kind !== 'failed')) return this.#end(turn)
      if (turn.kind === 'done' || turn.kind === 'failed') return this.#end(turn)
      if (turns % 32 === 0 && this.#isBusyTooLong()) {
        const waiting = turn
        return this.#until(yieldToHost()).then(() => this.#drive(waiting))
      }
      const answer = this.#answer(turn)
      if (isPromise(answer)) return this.#until(answer).then((settled) => this.#drive(this.#resume(settled)))
      turn = this.#resume(answer)
    }
  }

  #answer(turn: Exclude<Turn, { kind: 'done' | 'failed' }>): MaybePromise<Answer> {
    switch (turn.kind) {
      case 'call':
        return this.#call(turn.call)
      case 'osCall':
        return this.#dispatcher.osCall(turn.call)
      case 'name':
        return this.#dispatcher.name(turn.name, turn.receiver)
      case 'futures':
        return this.#dispatcher.futures(turn.callIds)
    }
  }

  #call(call: HostCall): MaybePromise<Answer> {
    const limit = this.#config.limits.maxHostCalls
    if (limit !== undefined && this.state.hostCalls >= limit) {
      this.#imposed = { limit: 'maxHostCalls', value: limit, used: limit + 1 }
      return this.#dispatcher.refuseCall(limit)
    }
    return this.#dispatcher.call(call)
  }

  #resume(answer: Answer | undefined): MaybePromise<Turn> | undefined {
    return answer && !this.#stopped ? this.#session?.resume(answer) : undefined
  }

  /** Waits for `promise`, or until the run is stopped: then undefined. */
  #until<T>(promise: Promise<T>): Promise<T | undefined> {
    if (this.#stopped) return Promise.resolve(undefined)
    return new Promise<T | undefined>((resolve, reject) => {
      const left = this.#deadline - now()
      const disarm = Number.isFinite(left) ? after(Math.max(Math.ceil(left) + 1, 0), () => this.#expire()) : undefined
      const leave = (): void => {
        this.#wake = undefined
        disarm?.()
      }
      this.#wake = () => {
        leave()
        resolve(undefined)
      }
      promise.then(
        (value) => {
          leave()
          resolve(this.#stopped ? undefined : value)
        },
        (error: unknown) => {
          leave()
          reject(error)
        },
      )
    })
  }

  #isBusyTooLong(): boolean {
    return !this.#config.sync && performance.now() - this.#busySince > MAX_BUSY_MS
  }

  #checkDeadline(): boolean {
    if (this.#deadline === Number.POSITIVE_INFINITY || now() < this.#deadline) return false
    this.#expire()
    return true
  }

  #expire(): void {
    const value = this.#config.limits.wallClockMs ?? 0
    this.#stop((usage) => {
      const limit = { limit: 'wallClockMs', value, used: usage.wallMs }
      const message = `wallClockMs exceeded: ${Math.round(usage.wallMs)} > ${value}`
      return { status: 'failed', usage, error: this.#error({ excType: 'TimeoutError', message, traceback: [], limit }) }
    })
  }

  #stop(outcome: (usage: Usage) => RunOutcome): void {
    if (this.#ended || this.#stopped) return
    this.#stopped = { outcome }
    this.#wake?.()
  }

  #abandon(): EngineUsage {
    return this.#session?.abandon() ?? { timeMs: 0 }
  }

  #error(fault: GuestFault): GuestError {
    return new GuestError(fault, this.#config.scriptName)
  }

  // --- the end

  #end(turn: Turn | undefined): RunOutcome {
    this.#ended = true
    this.#dispatcher.close(this.#stopped !== undefined)
    if (this.#stopped) {
      const usage = turn?.kind === 'done' || turn?.kind === 'failed' ? turn.usage : this.#abandon()
      return this.#finish(this.#stopped.outcome(this.state.usage(usage)))
    }
    if (turn?.kind === 'done') {
      return this.#finish({ status: 'finished', value: turn.value, usage: this.state.usage(turn.usage) })
    }
    if (turn?.kind === 'failed') {
      const limit = this.#imposed ?? turn.fault.limit
      const error = this.#error({ ...turn.fault, limit })
      return this.#finish({ status: 'failed', error, usage: this.state.usage(turn.usage) })
    }
    throw new BridgeError('engine-crashed', 'the run ended without an outcome')
  }

  #finish(outcome: RunOutcome): RunOutcome {
    const { usage } = outcome
    switch (outcome.status) {
      case 'finished':
        this.state.emit({ type: 'runFinished', value: outcome.value, usage })
        break
      case 'failed':
        this.state.emit({ type: 'runFailed', error: outcome.error, usage })
        break
      case 'cancelled':
        this.state.emit({ type: 'runCancelled', reason: outcome.reason, usage })
        break
    }
    return outcome
  }

  /** Whatever breaks the loop (an engine that crashed, an observer that throws) leaves no guest behind. */
  #guard(drive: () => MaybePromise<RunOutcome>): MaybePromise<RunOutcome> {
    const broken = (error: unknown): never => {
      if (!this.#ended) {
        this.#ended = true
        this.#dispatcher.close(true)
        this.#abandon()
      }
      throw error
    }
    try {
      const outcome = drive()
      return isPromise(outcome) ? outcome.catch(broken) : outcome
    } catch (error) {
      return broken(error)
    }
  }
}
