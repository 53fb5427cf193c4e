import type { OsHandler } from '../contract/os-handler.js'
import type { Answer, HostCall, Settled } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import { callTarget } from '../functions/call-target.js'
import type { FunctionRegistry } from '../functions/function-registry.js'
import type { DumpOptions, HostFunction } from '../host/host-function.js'
import { virtualOs } from '../os/virtual-os.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'
import { bindCall } from './bind-call.js'
import { CallContext, type CallScope } from './call-context.js'
import { type CallEnd, callFinished } from './call-events.js'
import { CallSlots } from './call-slots.js'
import { type OpenCall, OpenCalls } from './open-calls.js'
import type { HostedRun, RunHost } from './run-host.js'
import { settle, toAnswer } from './settle.js'
import { raiseFromThrown, raises } from './thrown.js'

/** What a guest has when the host gives nothing: a clock, sleep, entropy; no environment, files or modules. */
const defaultOs = virtualOs({})

/** Answers a run by handlers: finds the function, binds the arguments, runs the handler, waits for its promise. */
export class HandlerHost implements RunHost, CallScope {
  readonly #run: HostedRun
  readonly #functions: FunctionRegistry
  readonly #os: OsHandler
  readonly #calls = new OpenCalls()
  /** For functions that choose none. */
  readonly #mode: HostFunction['mode']
  readonly #slots: CallSlots
  closed = false
  /** The call that a loaded guest waited for has not been answered yet. */
  #resumed: boolean
  /** The call whose answer the guest waits for now: only then is it a whole that can be dumped. */
  #waiting: number | undefined

  constructor(run: HostedRun, functions: FunctionRegistry, os: OsHandler | undefined, mode: HostFunction['mode']) {
    this.#run = run
    this.#functions = functions
    this.#os = os ?? defaultOs
    this.#mode = mode
    this.#slots = new CallSlots(run.settings.limits.maxConcurrentCalls)
    this.#resumed = run.settings.loaded !== undefined
  }

  isFunction(name: string): boolean {
    return this.#functions.get(name) !== undefined
  }

  call(call: HostCall, startedAt: number): MaybePromise<Answer> | undefined {
    const { language } = this.#run.settings
    const target = callTarget(call, this.#functions, language)
    if (!target) return undefined
    if ('raise' in target) return this.#answer('callFinished', call, startedAt, target)
    const bound = bindCall(target, call, language)
    if (!bound.ok) return this.#answer('callFinished', call, startedAt, { raise: raises.badArguments(bound.message) })
    const { fn } = target
    if (!this.#slots.full) return this.#handle(fn, bound.args, call, startedAt)
    const waiting: OpenCall = { type: 'callFinished', call, startedAt }
    this.#calls.add(waiting)
    return this.#slots.free().then(() => {
      this.#calls.remove(waiting)
      return this.#handle(fn, bound.args, call, startedAt)
    })
  }

  #handle(fn: HostFunction, args: Record<string, unknown>, call: HostCall, startedAt: number): MaybePromise<Answer> {
    const { language, lane, objects } = this.#run.settings
    const context = this.#context(call)
    let result: unknown
    try {
      result = lane.queues ? lane.handle(() => fn.handler(args, context)) : fn.handler(args, context)
    } catch (error) {
      return this.#answer('callFinished', call, startedAt, { raise: raiseFromThrown(error, language) })
    }
    if (!isPromise(result)) return this.#answer('callFinished', call, startedAt, settle(objects, call.name, result))
    const blocking = (fn.mode ?? this.#mode) === 'blocking'
    return this.#later({ type: 'callFinished', call, startedAt, context }, result, blocking)
  }

  osCall(call: HostCall, startedAt: number): MaybePromise<Answer> {
    const { language, lane, objects } = this.#run.settings
    const { name, args, kwargs } = call
    const request = { name, args, kwargs }
    const context = this.#context(call)
    let result: unknown
    try {
      result = lane.queues ? lane.handle(() => this.#os(request, context)) : this.#os(request, context)
    } catch (error) {
      return this.#answer('osCallFinished', call, startedAt, { raise: raiseFromThrown(error, language) })
    }
    if (isPromise(result)) {
      return this.#later({ type: 'osCallFinished', call, startedAt, context }, result, name !== 'asyncio.sleep')
    }
    if (result !== undefined) return this.#answer('osCallFinished', call, startedAt, settle(objects, name, result))
    this.#answer('osCallFinished', call, startedAt, { raise: raises.noSuchOsCall(name) })
    return { kind: 'notFound' }
  }

  /** Answers with the calls that have settled, after waiting for the first of them. */
  futures(callIds: readonly number[]): MaybePromise<Answer> {
    if (this.#calls.knows(callIds)) return this.#calls.settled(callIds)
    throw new BridgeError('engine-crashed', `the guest waits for calls ${callIds.join(', ')}, which nobody will answer`)
  }

  get unsettled(): boolean {
    return this.#calls.pending > 0
  }

  /** Ends all waiting. */
  close(): readonly OpenCall[] {
    this.closed = true
    this.#slots.close()
    return this.#calls.close()
  }

  get runId(): string {
    return this.#run.state.runId
  }

  dumpAt(callId: number, options: DumpOptions | undefined): MaybePromise<Uint8Array> {
    if (this.#waiting === callId) return this.#run.dump(options)
    throw new BridgeError('invalid-argument', 'a run can be dumped only while it waits for the call that dumps it')
  }

  #context(call: HostCall): CallContext {
    this.#waiting = call.callId
    return new CallContext(call.callId, this.#resumed, this)
  }

  /** `blocking`: the guest waits inside its call. */
  #later(open: OpenCall, result: PromiseLike<unknown>, blocking: boolean): MaybePromise<Answer> {
    const { type, call, startedAt } = open
    const { state } = this.#run
    const { language, objects, sync } = this.#run.settings
    if (sync) {
      void Promise.resolve(result).catch(() => undefined)
      return this.#answer(type, call, startedAt, { raise: raises.promiseInSyncRun(call.name) })
    }
    const calls = this.#calls
    const settled = Promise.resolve(result).then(
      (value): Settled => settle(objects, call.name, value),
      (error: unknown): Settled => ({ raise: raiseFromThrown(error, language) }),
    )
    if (type === 'callFinished') this.#slots.hold(settled)
    const reported = settled.then((outcome) => {
      if (!open.pending) calls.remove(open)
      callFinished(state, type, call, startedAt, outcome)
      return outcome
    })
    const atOnce = call.awaited && calls.pending === 0
    calls.add(open)
    if (blocking) {
      return reported.then((outcome) => {
        this.#goOn()
        return toAnswer(outcome)
      })
    }
    // Awaited at once, with nothing else to go on with meanwhile: one crossing instead of two.
    if (atOnce) {
      return reported.then((outcome): Answer => {
        this.#goOn()
        return { kind: 'settled', settled: outcome }
      })
    }
    this.#goOn()
    open.discarded = language === 'python' && this.#run.sites.isStatement(call)
    calls.leave(open)
    void reported.then((outcome) => calls.settle(open, outcome))
    return { kind: 'pending' }
  }

  #answer(type: CallEnd, call: HostCall, startedAt: number, settled: Settled): Answer {
    callFinished(this.#run.state, type, call, startedAt, settled)
    this.#goOn()
    return toAnswer(settled)
  }

  /** The guest goes on: it can no longer be dumped at that call, and no later call is the loaded one. */
  #goOn(): void {
    this.#waiting = undefined
    this.#resumed = false
  }
}
