import type { OsHandler } from '../contract/os-handler.js'
import type { Answer, HostCall, Settled } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import { callTarget } from '../functions/call-target.js'
import type { FunctionRegistry } from '../functions/function-registry.js'
import type { DumpOptions, HostContext, HostFunction } from '../host/host-function.js'
import { virtualOs } from '../os/virtual-os.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'
import { bindCall } from './bind-call.js'
import { CallContext, type CallScope, runHasEnded } from './call-context.js'
import { type CallEnd, callFinished } from './call-events.js'
import { CallSlots } from './call-slots.js'
import { PendingCalls } from './pending-calls.js'
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
  readonly #pending = new PendingCalls()
  readonly #slots: CallSlots
  #abort: AbortController | undefined
  /** The call that a loaded guest waited for has not been answered yet. */
  #resumed: boolean
  /** The call whose answer the guest waits for now: only then is it a whole that can be dumped. */
  #waiting: number | undefined

  constructor(run: HostedRun, functions: FunctionRegistry, os: OsHandler | undefined) {
    this.#run = run
    this.#functions = functions
    this.#os = os ?? defaultOs
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
    if (this.#slots.full) return this.#slots.free().then(() => this.#handle(target.fn, bound.args, call, startedAt))
    return this.#handle(target.fn, bound.args, call, startedAt)
  }

  #handle(fn: HostFunction, args: Record<string, unknown>, call: HostCall, startedAt: number): MaybePromise<Answer> {
    let result: unknown
    try {
      result = fn.handler(args, this.#context(call))
    } catch (error) {
      return this.#answer('callFinished', call, startedAt, {
        raise: raiseFromThrown(error, this.#run.settings.language),
      })
    }
    if (isPromise(result)) return this.#later('callFinished', call, startedAt, result, fn.mode === 'blocking')
    return this.#answer('callFinished', call, startedAt, settle(this.#run.settings.objects, call.name, result))
  }

  osCall(call: HostCall, startedAt: number): MaybePromise<Answer> {
    const { name, args, kwargs } = call
    let result: unknown
    try {
      result = this.#os({ name, args, kwargs }, this.#context(call))
    } catch (error) {
      return this.#answer('osCallFinished', call, startedAt, {
        raise: raiseFromThrown(error, this.#run.settings.language),
      })
    }
    if (isPromise(result)) return this.#later('osCallFinished', call, startedAt, result, name !== 'asyncio.sleep')
    if (result === undefined) {
      this.#answer('osCallFinished', call, startedAt, { raise: raises.noSuchOsCall(name) })
      return { kind: 'notFound' }
    }
    return this.#answer('osCallFinished', call, startedAt, settle(this.#run.settings.objects, name, result))
  }

  /** Answers with the calls that have settled, after waiting for the first of them. */
  futures(callIds: readonly number[]): MaybePromise<Answer> {
    if (this.#pending.knows(callIds)) return this.#pending.settled(callIds)
    throw new BridgeError('engine-crashed', `the guest waits for calls ${callIds.join(', ')}, which nobody will answer`)
  }

  /** Ends all waiting. A run that was stopped, or has handlers at work, tells them. */
  close(early: boolean): void {
    const unfinished = early || this.#pending.size > 0
    this.#pending.clear()
    this.#slots.close()
    if (unfinished) this.#abort?.abort(runHasEnded())
  }

  get runId(): string {
    return this.#run.state.runId
  }

  /** Made when a handler first asks for it. */
  signal(): AbortSignal {
    this.#abort ??= new AbortController()
    return this.#abort.signal
  }

  dumpAt(callId: number, options: DumpOptions | undefined): MaybePromise<Uint8Array> {
    if (this.#waiting === callId) return this.#run.dump(options)
    throw new BridgeError('invalid-argument', 'a run can be dumped only while it waits for the call that dumps it')
  }

  #context(call: HostCall): HostContext {
    this.#waiting = call.callId
    return new CallContext(call.callId, this.#resumed, this)
  }

  #later(
    type: CallEnd,
    call: HostCall,
    startedAt: number,
    result: PromiseLike<unknown>,
    blocking: boolean,
  ): MaybePromise<Answer> {
    const { state } = this.#run
    const { language, objects, sync } = this.#run.settings
    if (sync) {
      void Promise.resolve(result).catch(() => undefined)
      return this.#answer(type, call, startedAt, { raise: raises.promiseInSyncRun(call.name) })
    }
    const settled = Promise.resolve(result).then(
      (value): Settled => settle(objects, call.name, value),
      (error: unknown): Settled => ({ raise: raiseFromThrown(error, language) }),
    )
    if (type === 'callFinished') this.#slots.hold(settled)
    const reported = settled.then((outcome) => {
      callFinished(state, type, call, startedAt, outcome)
      return outcome
    })
    if (blocking) {
      return reported.then((outcome) => {
        this.#goOn()
        return toAnswer(outcome)
      })
    }
    // Awaited at once, with nothing else to go on with meanwhile: one crossing instead of two.
    if (call.awaited && this.#pending.size === 0) {
      return reported.then((outcome): Answer => {
        this.#goOn()
        return { kind: 'settled', settled: outcome }
      })
    }
    this.#goOn()
    this.#pending.add(call.callId, reported)
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
