import type { EngineIo, EngineSession } from '../contract/engine.js'
import { knownOptions } from '../contract/known-options.js'
import type { Answer, EngineUsage, HostCall, Turn } from '../contract/turn.js'
import { checkKeys } from '../errors/check-keys.js'
import { BridgeError, GuestError } from '../errors/errors.js'
import type { DumpOptions } from '../host/host-function.js'
import { yieldToHost } from '../platform/clock.js'
import { type Deferred, deferred } from '../platform/deferred.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'
import type { HostReceiver } from '../values/host-object.js'
import { announceAbandoned } from './abandoned.js'
import { Answers } from './answers.js'
import { Breather } from './breather.js'
import { CallSites } from './call-sites.js'
import { Interruption } from './interruption.js'
import type { OpenCall } from './open-calls.js'
import { announce, cannotWait, type RunOutcome } from './outcome.js'
import { Printed } from './printed.js'
import type { HostedRun, RunHost, RunSettings } from './run-host.js'
import type { RunPlan } from './run-plan.js'
import { RunState } from './run-state.js'
import { raises } from './thrown.js'

/** Drives one program from its first turn to its outcome. Synchronous as long as nothing has to be waited for. */
export class RunLoop implements EngineIo, HostedRun {
  readonly state: RunState
  readonly settings: RunSettings
  readonly sites: CallSites
  readonly #plan: RunPlan
  readonly #onEnd: (session: EngineSession | undefined) => void
  readonly #host: RunHost
  readonly #answers: Answers
  readonly #printed: Printed
  readonly #interruption: Interruption
  readonly #breather = new Breather()
  /** Opened when the run begins, not while it waits for its place. */
  #session: EngineSession | undefined
  /** No guest code runs any more. */
  #ended = false
  /** Everything is given back. */
  #finished = false
  /** Made when the run first waits. */
  #outcome: Deferred<RunOutcome> | undefined

  /** `onEnd` is called once, with the session if one was opened, after the last event. */
  constructor(plan: RunPlan, onEnd: (session: EngineSession | undefined) => void) {
    this.#plan = plan
    this.settings = plan
    this.sites = new CallSites(plan.program.code)
    this.#onEnd = onEnd
    this.state = new RunState(plan.observer)
    this.#interruption = new Interruption(this.state.startedAt, plan.limits.wallClockMs, plan.scriptName)
    this.#printed = new Printed(this.state, plan, this.#interruption)
    this.#host = plan.host(this)
    this.#answers = new Answers(this.state, plan, plan.functions, this.#host)
  }

  /** Runs it. @throws what breaks it; a guest that fails is an outcome */
  run(): MaybePromise<RunOutcome> {
    return this.#guard(() => {
      const { scriptName, loaded, open, program } = this.#plan
      // What was loaded is there, and has to be given back, even when its run never begins.
      if (loaded || !this.#interruption.outcome) this.#session = open(this)
      this.state.emit({ type: 'runStarted', scriptName }, this.state.startedAt)
      if (this.#interruption.outcome) return this.#end(undefined)
      return this.#drive(loaded ?? (this.#session as EngineSession).start(program))
    })
  }

  /** It gets no place to run. */
  refuse(): void {
    if (this.#plan.loaded) this.#session = this.#plan.open(this)
    this.#finish()
  }

  /** Stops the run wherever it is; it ends as cancelled. Nothing happens when it has ended. */
  cancel(reason: unknown, atOnce = false): void {
    if (!this.#ended)
      this.#interruption.stop(({ usage, abandoned }) => ({ status: 'cancelled', reason, usage, abandoned }), atOnce)
  }

  // --- what an engine asks for while the guest runs

  print(stream: 'stdout' | 'stderr', text: string): boolean {
    this.#printed.add(stream, text)
    return this.#interruption.outcome === undefined
  }

  call(call: HostCall): Answer {
    const answer = this.#answers.call(call, true)
    if (isPromise(answer)) throw new BridgeError('unsupported', 'this engine cannot wait inside a call')
    // Cancelled by who saw the call: the guest must not go on with its answer.
    return this.#interruption.outcome ? { kind: 'abort', raise: raises.cancelled } : answer
  }

  hostObject(id: string): HostReceiver | undefined {
    return this.#plan.objects.get(id)
  }

  // --- what a host can do to its run

  dump(options: DumpOptions = {}): MaybePromise<Uint8Array> {
    checkKeys('dump', options, knownOptions.dump)
    if (!this.#session?.dump) throw new BridgeError('unsupported', 'this backend cannot dump a suspended run')
    return this.#session.dump(options.key)
  }

  setMaxDuration(ms: number): MaybePromise<void> {
    if (!this.#session?.setMaxDuration) throw new BridgeError('unsupported', 'this backend cannot re-arm its clock')
    if (!(ms >= 1)) throw new BridgeError('invalid-argument', `a duration must be at least 1 ms, not ${String(ms)}`)
    return this.#session.setMaxDuration(ms)
  }

  // --- the loop

  #drive(first: MaybePromise<Turn>): MaybePromise<RunOutcome> {
    let next = first
    for (;;) {
      if (isPromise(next)) return this.#wait(next, (turn) => this.#drive(turn))
      const turn = next
      if (this.#interruption.due) return this.#end(turn)
      let answer: MaybePromise<Answer>
      switch (turn.kind) {
        case 'done':
        case 'failed':
          return this.#settleAndEnd(turn)
        case 'call':
          answer = this.#answers.call(turn.call, false)
          break
        case 'osCall':
          answer = this.#answers.osCall(turn.call)
          break
        case 'name':
          answer = this.#answers.name(turn.name, turn.receiver)
          break
        case 'futures':
          answer = this.#answers.futures(turn.callIds)
          break
      }
      if (isPromise(answer)) return this.#wait(answer, (settled) => this.#resume(settled))
      if (this.#interruption.outcome) return this.#end(undefined)
      if (this.#breather.due && !this.settings.sync) {
        const waiting = answer
        return this.#wait(yieldToHost(), () => this.#resume(waiting))
      }
      next = (this.#session as EngineSession).resume(answer)
    }
  }

  #resume(answer: Answer): MaybePromise<RunOutcome> {
    if (this.#interruption.outcome) return this.#end(undefined)
    return this.#drive((this.#session as EngineSession).resume(answer))
  }

  /** Waits for `promise`, or until the run is stopped, and goes on; whatever comes of it is the run's outcome. */
  #wait<T>(promise: PromiseLike<T>, goOn: (value: T) => MaybePromise<RunOutcome>): Promise<RunOutcome> {
    if (this.settings.sync) throw cannotWait(promise)
    this.#breather.reset()
    this.#outcome ??= deferred()
    const { promise: whole, resolve, reject } = this.#outcome
    const ending = (work: () => MaybePromise<RunOutcome>): void => {
      try {
        const outcome = this.#guard(work)
        if (!isPromise(outcome)) resolve(outcome)
      } catch (error) {
        reject(error)
      }
    }
    this.#interruption.wait(
      promise,
      (value) => ending(() => goOn(value)),
      (error) =>
        ending(() => {
          throw error
        }),
      () => ending(() => this.#end(undefined)),
    )
    return whole
  }

  // --- the end

  /** A run does not wait for handlers that its guest does not await, but one that is done has its say. */
  #settleAndEnd(turn: Turn): MaybePromise<RunOutcome> {
    return this.#host.unsettled ? this.#wait(yieldToHost(), () => this.#end(turn)) : this.#end(turn)
  }

  /** `turn` is where the guest stands, if it stands anywhere. */
  #end(turn: Turn | undefined): RunOutcome {
    const { state } = this
    const stopped = this.#interruption.outcome
    const finished = !stopped && turn?.kind === 'done'
    const abandoned = announceAbandoned(state, this.#close(), finished, this.sites)
    const usage = state.usage(this.#lastUsage(turn))
    let outcome: RunOutcome
    if (stopped) outcome = stopped({ usage, abandoned, printed: this.#printed.text })
    else if (turn?.kind === 'done') outcome = { status: 'finished', value: turn.value, usage, abandoned }
    else if (turn?.kind === 'failed') {
      const { exceeded } = this.#answers
      const fault = exceeded ? { ...turn.fault, limit: exceeded } : turn.fault
      outcome = {
        status: 'failed',
        error: new GuestError(fault, this.#plan.scriptName, this.#printed.text, abandoned),
        usage,
        abandoned,
      }
    } else throw new BridgeError('engine-crashed', 'the run ended without an outcome')
    announce(state, outcome)
    this.#finish()
    return outcome
  }

  /** A guest that has not ended is given up. */
  #lastUsage(turn: Turn | undefined): EngineUsage {
    if (turn && 'usage' in turn) return turn.usage
    return this.#session?.abandon() ?? { timeMs: 0 }
  }

  #close(): readonly OpenCall[] {
    this.#ended = true
    this.#interruption.close()
    return this.#host.close()
  }

  #finish(): void {
    if (this.#finished) return
    this.#finished = true
    this.#ended = true
    // A handler that is told of the end may still settle: the terminal event is the last.
    this.state.observer = undefined
    this.#onEnd(this.#session)
  }

  /** Whatever breaks the loop (an engine that crashed, an observer that throws) leaves no guest behind. */
  #guard(drive: () => MaybePromise<RunOutcome>): MaybePromise<RunOutcome> {
    try {
      return drive()
    } catch (error) {
      if (!this.#ended) {
        this.#close()
        this.#session?.abandon()
      }
      this.#finish()
      throw error
    }
  }
}
