import type { BridgeTurn, CallTurn, FuturesTurn } from '../contract/bridge-turn.js'
import type { EngineIo, EngineProgram, EngineSession } from '../contract/engine.js'
import { knownOptions } from '../contract/known-options.js'
import type { ResolvedLimits } from '../contract/limits.js'
import type { Answer, EngineUsage, HostCall, Settled, Turn } from '../contract/turn.js'
import { checkKeys } from '../errors/check-keys.js'
import { BridgeError, GuestError, type GuestFault } from '../errors/errors.js'
import type { ObjectTable } from '../functions/object-table.js'
import type { DumpOptions } from '../host/host-function.js'
import { now } from '../platform/clock.js'
import type { MaybePromise } from '../platform/promise.js'
import { utf8Length } from '../platform/text.js'
import { PyFunction } from '../values/classes.js'
import type { HostObject } from '../values/host-object.js'
import { RunState } from './run-state.js'
import { raiseFromThrown, raises } from './thrown.js'

/** What a run that is driven by hand needs. */
export interface ManualConfig {
  readonly scriptName: string
  readonly language: 'python' | 'javascript'
  readonly backend: string
  readonly limits: ResolvedLimits
  readonly objects: ObjectTable
  /** The names that are functions. */
  readonly isFunction: (name: string) => boolean
  readonly onPrint: ((text: string, stream: 'stdout' | 'stderr') => void) | undefined
  /** Called once, when the run has ended. */
  readonly onEnd: (session: EngineSession) => void
}

/** Hands each turn to the host, and checks the answers. */
export class ManualRun implements EngineIo {
  readonly #config: ManualConfig
  readonly #session: EngineSession
  readonly #state = new RunState(undefined)
  readonly #calls = new Map<number, HostCall>()
  #output = ''
  #ended: 'ended' | 'cancelled' | undefined

  constructor(config: ManualConfig, open: (io: EngineIo) => EngineSession) {
    this.#config = config
    this.#session = open(this)
  }

  start(program: EngineProgram): Promise<BridgeTurn> {
    return this.#next(() => this.#session.start(program))
  }

  /** Goes on with a guest that was loaded. */
  continueFrom(turn: Turn): Promise<BridgeTurn> {
    return this.#next(() => turn)
  }

  cancel(): void {
    if (this.#ended) return
    this.#ended = 'cancelled'
    this.#session.abandon()
    this.#config.onEnd(this.#session)
  }

  print(stream: 'stdout' | 'stderr', text: string): boolean {
    this.#state.printBytes += utf8Length(text)
    this.#output += text
    this.#config.onPrint?.(text, stream)
    return this.#ended === undefined
  }

  /** An engine that cannot stop inside a call: the call is left pending, and the next `futures` turn brings it. */
  call(call: HostCall): Answer {
    if (!this.#config.isFunction(call.name)) return { kind: 'notFound' }
    const refusal = this.#countCall()
    if (refusal) return refusal
    this.#calls.set(call.callId, call)
    return { kind: 'pending' }
  }

  hostObject(id: string): HostObject | undefined {
    return this.#config.objects.get(id)
  }

  async #next(take: () => MaybePromise<Turn>): Promise<BridgeTurn> {
    try {
      let turn = await take()
      for (;;) {
        if (this.#ended) throw new BridgeError('cancelled', 'the run was cancelled')
        const late = this.#checkDeadline()
        if (late)
          return this.#end({
            kind: 'failed',
            fault: late,
            usage: 'usage' in turn ? turn.usage : this.#session.abandon(),
          })
        if (turn.kind === 'done' || turn.kind === 'failed') return this.#end(turn)
        if (turn.kind === 'name') {
          turn = await this.#session.resume(this.#name(turn.name, turn.receiver))
          continue
        }
        const refusal = turn.kind === 'futures' ? undefined : this.#countCall()
        if (!refusal) return this.#wait(turn)
        turn = await this.#session.resume(refusal)
      }
    } catch (error) {
      this.cancel()
      throw error
    }
  }

  /** The host is not asked what a name means: the functions it may call were listed, objects know their attributes. */
  #name(name: string, receiver: HostObject | undefined): Answer {
    if (!receiver) {
      return this.#config.isFunction(name) ? { kind: 'value', value: new PyFunction(name) } : { kind: 'notFound' }
    }
    if (!receiver.hasAttribute(name)) return { kind: 'notFound' }
    const value = receiver.attribute(name)
    this.#config.objects.admit(value, `${receiver.name}.${name}`)
    return { kind: 'value', value }
  }

  #countCall(): Answer | undefined {
    const limit = this.#config.limits.maxHostCalls
    if (limit !== undefined && this.#state.hostCalls >= limit)
      return { kind: 'abort', raise: raises.tooManyCalls(limit) }
    this.#state.hostCalls++
    return undefined
  }

  #checkConcurrency(): void {
    const limit = this.#config.limits.maxConcurrentCalls
    if (limit === undefined) return
    // Only sleeping can be left pending besides host calls, and keeps no handler at work.
    const atWork = [...this.#calls.values()].filter(({ name }) => name !== 'asyncio.sleep').length
    if (atWork >= limit) {
      throw new BridgeError('invalid-answer', `no more than limits.maxConcurrentCalls (${limit}) can be pending`)
    }
  }

  #checkDeadline(): GuestFault | undefined {
    const value = this.#config.limits.wallClockMs
    const used = now() - this.#state.startedAt
    if (value === undefined || used < value) return undefined
    const message = `wallClockMs exceeded: ${Math.round(used)} > ${value}`
    return { excType: 'TimeoutError', message, traceback: [], limit: { limit: 'wallClockMs', value, used } }
  }

  #end(turn: Extract<Turn, { kind: 'done' | 'failed' }>): BridgeTurn {
    this.#ended = 'ended'
    this.#config.onEnd(this.#session)
    const usage = this.#state.usage(turn.usage as EngineUsage)
    const output = this.#takeOutput()
    if (turn.kind === 'done') return { type: 'done', value: turn.value, output, usage }
    return { type: 'failed', error: new GuestError(turn.fault, this.#config.scriptName), output, usage }
  }

  #takeOutput(): string {
    const output = this.#output
    this.#output = ''
    return output
  }

  #wait(turn: Extract<Turn, { kind: 'call' | 'osCall' | 'futures' }>): BridgeTurn {
    let spent = false
    const answer = (make: () => Answer): Promise<BridgeTurn> => {
      if (this.#ended === 'cancelled') return Promise.reject(new BridgeError('cancelled', 'the run was cancelled'))
      if (spent)
        return Promise.reject(
          new BridgeError('turn-spent', 'this turn was answered before; use the turn that answer returned'),
        )
      let made: Answer
      try {
        made = make()
      } catch (error) {
        return Promise.reject(error as Error)
      }
      spent = true
      return this.#next(() => this.#session.resume(made))
    }
    const waiting = {
      output: this.#takeOutput(),
      cancel: () => this.cancel(),
      dump: (options: DumpOptions = {}) => this.#dump(spent, options),
      setMaxDuration: (ms: number) => this.#setMaxDuration(ms),
    }
    return turn.kind === 'futures'
      ? this.#futuresTurn(turn.callIds, waiting, answer)
      : this.#callTurn(turn.kind, turn.call, waiting, answer)
  }

  #callTurn(
    type: 'call' | 'osCall',
    call: HostCall,
    waiting: Pick<CallTurn, 'output' | 'cancel' | 'dump' | 'setMaxDuration'>,
    answer: (make: () => Answer) => Promise<BridgeTurn>,
  ): CallTurn {
    const { language, objects } = this.#config
    return {
      ...call,
      ...waiting,
      type,
      methodCall: call.receiver !== undefined,
      resume: (value) =>
        answer(() => {
          objects.admit(value, 'value')
          return { kind: 'value', value }
        }),
      raise: (error) => answer(() => ({ kind: 'raise', raise: raiseFromThrown(error, language) })),
      pending: () =>
        answer(() => {
          if (type === 'osCall' && call.name !== 'asyncio.sleep') {
            throw new BridgeError(
              'invalid-answer',
              `${call.name} cannot be left pending; use resume, raise or notFound`,
            )
          }
          if (type === 'call') this.#checkConcurrency()
          this.#calls.set(call.callId, call)
          return { kind: 'pending' }
        }),
      notFound: () => answer(() => ({ kind: 'notFound' })),
    }
  }

  #futuresTurn(
    callIds: readonly number[],
    waiting: Pick<CallTurn, 'output' | 'cancel' | 'dump' | 'setMaxDuration'>,
    answer: (make: () => Answer) => Promise<BridgeTurn>,
  ): FuturesTurn {
    return {
      ...waiting,
      type: 'futures',
      callIds,
      calls: callIds.flatMap((callId) => this.#calls.get(callId) ?? []),
      resolve: (results) => answer(() => ({ kind: 'futures', results: this.#settle(callIds, results) })),
    }
  }

  #settle(callIds: readonly number[], results: ReadonlyMap<number, unknown>): Map<number, Settled> {
    if (!(results instanceof Map) || results.size === 0) {
      throw new BridgeError('invalid-answer', 'resolve needs a Map from call ids to values, with at least one of them')
    }
    const settled = new Map<number, Settled>()
    for (const [callId, value] of results) {
      if (!callIds.includes(callId)) {
        throw new BridgeError(
          'invalid-answer',
          `call ${String(callId)} is not pending; there are ${callIds.join(', ')}`,
        )
      }
      if (value instanceof Error) settled.set(callId, { raise: raiseFromThrown(value, this.#config.language) })
      else {
        this.#config.objects.admit(value, `results.get(${callId})`)
        settled.set(callId, { value })
      }
    }
    for (const callId of settled.keys()) this.#calls.delete(callId)
    return settled
  }

  async #dump(spent: boolean, options: DumpOptions): Promise<Uint8Array> {
    checkKeys('dump', options, knownOptions.dump)
    if (spent || this.#ended) throw new BridgeError('turn-spent', 'this turn was answered before, its state is gone')
    if (!this.#session.dump) throw new BridgeError('unsupported', `${this.#config.backend} cannot dump a suspended run`)
    return this.#session.dump(options.key)
  }

  async #setMaxDuration(ms: number): Promise<void> {
    if (!this.#session.setMaxDuration)
      throw new BridgeError('unsupported', `${this.#config.backend} cannot re-arm its clock`)
    if (!(ms >= 1)) throw new BridgeError('invalid-argument', `a duration must be at least 1 ms, not ${String(ms)}`)
    await this.#session.setMaxDuration(ms)
  }
}
