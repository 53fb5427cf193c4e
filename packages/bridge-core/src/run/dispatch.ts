import { knownOptions } from '../contract/known-options.js'
import type { ResolvedLimits } from '../contract/limits.js'
import type { OsHandler } from '../contract/os-handler.js'
import type { Answer, HostCall, Raise, Settled } from '../contract/turn.js'
import { checkKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { Binding } from '../functions/binding.js'
import { compileFunction, type RegisteredFunction } from '../functions/compile-function.js'
import type { FunctionRegistry } from '../functions/function-registry.js'
import type { ObjectTable } from '../functions/object-table.js'
import type { DumpOptions, HostContext, HostFunction } from '../host/host-function.js'
import { virtualOs } from '../os/virtual-os.js'
import { now } from '../platform/clock.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'
import { PyFunction } from '../values/classes.js'
import type { HostObject } from '../values/host-object.js'
import { CallSlots } from './call-slots.js'
import { PendingCalls } from './pending-calls.js'
import type { RunState } from './run-state.js'
import { raiseFromThrown, raises } from './thrown.js'

/** What the guest's calls are answered from. */
export interface DispatchTarget {
  readonly language: 'python' | 'javascript'
  readonly functions: FunctionRegistry
  readonly objects: ObjectTable
  readonly os: OsHandler | undefined
}

/** What a guest has when the host gives nothing: a clock, sleep, entropy; no environment, files or modules. */
const defaultOs = virtualOs({})

/** Methods are compiled when they are first called. */
const methods = new WeakMap<HostFunction, RegisteredFunction>()

/** Dumps the session of a run. */
export type RunDump = (options: DumpOptions | undefined) => MaybePromise<Uint8Array>

/** Answers one run's calls: finds the function, binds the arguments, runs the handler, reports start and finish. */
export class Dispatcher {
  readonly #state: RunState
  readonly #target: DispatchTarget
  readonly #sync: boolean
  readonly #pending = new PendingCalls()
  readonly #slots: CallSlots
  readonly #dump: RunDump
  #abort: AbortController | undefined
  #closed = false
  #resumed = false
  /** The call whose answer the guest waits for now: only then is it a whole that can be dumped. */
  #waiting: number | undefined

  constructor(state: RunState, target: DispatchTarget, sync: boolean, limits: ResolvedLimits, dump: RunDump) {
    this.#state = state
    this.#target = target
    this.#sync = sync
    this.#slots = new CallSlots(limits.maxConcurrentCalls)
    this.#dump = dump
  }

  /** The next call is the one that a loaded guest waited for. */
  expectResumed(): void {
    this.#resumed = true
  }

  /** Answers a call of a registered function or of a host object's method. */
  call(call: HostCall): MaybePromise<Answer> {
    const state = this.#state
    state.hostCalls++
    const at = state.observed ? now() : 0
    if (state.observer) {
      const { callId, name, args, kwargs, receiver, position } = call
      const methodCall = receiver !== undefined
      const seq = state.next()
      const { runId } = state
      state.observer({
        type: 'callStarted',
        runId,
        seq,
        at,
        callId,
        name,
        args,
        kwargs,
        methodCall,
        receiver,
        position,
      })
    }
    const { language } = this.#target
    const target = call.receiver ? method(call.receiver, call.name) : this.#target.functions.get(call.name)
    if (!target) {
      if (call.receiver) {
        return this.#answer(call, at, { raise: raises.unknownMethod(language, call.receiver.name, call.name) })
      }
      this.#finished('callFinished', call, at, { raise: raises.unknownName(language, call.name) })
      return { kind: 'notFound' }
    }
    const bound = bind(target, call, language)
    if (!bound.ok) return this.#answer(call, at, { raise: raises.badArguments(bound.message) })
    if (this.#slots.full) return this.#slots.free().then(() => this.#handle(target.fn, bound.args, call, at))
    return this.#handle(target.fn, bound.args, call, at)
  }

  #handle(fn: HostFunction, args: Record<string, unknown>, call: HostCall, at: number): MaybePromise<Answer> {
    let result: unknown
    try {
      result = fn.handler(args, this.#context(call.callId))
    } catch (error) {
      return this.#answer(call, at, { raise: raiseFromThrown(error, this.#target.language) })
    }
    if (!isPromise(result)) return this.#answer(call, at, this.#admit(call.name, result))
    return this.#later('callFinished', call, at, result, fn.mode === 'blocking')
  }

  /** Answers a call of the virtual operating system. */
  osCall(call: HostCall): MaybePromise<Answer> {
    const at = this.#state.observed ? now() : 0
    if (this.#state.observed) {
      this.#state.emit(
        { type: 'osCallStarted', callId: call.callId, name: call.name, args: call.args, kwargs: call.kwargs },
        at,
      )
    }
    let result: unknown
    try {
      result = this.#imported(call) ?? this.#askOs(call)
    } catch (error) {
      const raise = raiseFromThrown(error, this.#target.language)
      this.#finished('osCallFinished', call, at, { raise })
      return { kind: 'raise', raise }
    }
    if (isPromise(result)) return this.#later('osCallFinished', call, at, result, call.name !== 'asyncio.sleep')
    if (result === undefined) {
      this.#finished('osCallFinished', call, at, {
        raise: { excType: 'OSError', message: `${call.name} is not available` },
      })
      return { kind: 'notFound' }
    }
    return this.#answer(call, at, this.#admit(call.name, result), 'osCallFinished')
  }

  /** A module that is registered with the bridge. */
  #imported(call: HostCall): unknown {
    return call.name === 'import' ? this.#target.functions.importable(String(call.args[0])) : undefined
  }

  #askOs({ callId, name, args, kwargs }: HostCall): unknown {
    return (this.#target.os ?? defaultOs)({ name, args, kwargs }, this.#context(callId))
  }

  /** Answers what a name means: a registered function, or an attribute of a host object. */
  name(name: string, receiver: HostObject | undefined): Answer {
    if (!receiver) {
      return this.#target.functions.get(name) ? { kind: 'value', value: new PyFunction(name) } : { kind: 'notFound' }
    }
    if (!receiver.hasAttribute(name)) return { kind: 'notFound' }
    try {
      return toAnswer(this.#admit(`${receiver.name}.${name}`, receiver.attribute(name)))
    } catch (error) {
      return { kind: 'raise', raise: raiseFromThrown(error, this.#target.language) }
    }
  }

  /** Answers with the calls that have settled, after waiting for the first of them. */
  futures(callIds: readonly number[]): MaybePromise<Answer> {
    this.#state.emit({ type: 'futuresPending', callIds })
    const wait = async (): Promise<Answer> => {
      let results = this.#pending.take(callIds)
      while (results.size === 0) {
        await this.#pending.next()
        results = this.#pending.take(callIds)
      }
      return { kind: 'futures', results }
    }
    if (this.#pending.knows(callIds)) return wait()
    throw new BridgeError('engine-crashed', `the guest waits for calls ${callIds.join(', ')}, which nobody will answer`)
  }

  /** The answer to one call more than `maxHostCalls`. */
  refuseCall(limit: number): Answer {
    this.#state.hostCalls++
    return { kind: 'abort', raise: raises.tooManyCalls(limit) }
  }

  /** Ends all waiting. `early` tells the handlers that are still running. */
  close(early: boolean): void {
    this.#closed = true
    const unfinished = early || this.#pending.size > 0
    this.#pending.clear()
    this.#slots.close()
    if (unfinished) this.#abort?.abort(new BridgeError('cancelled', 'the run that made this call has ended'))
  }

  #context(callId: number): HostContext {
    this.#waiting = callId
    return new CallContext(callId, this.#state.runId, this.#resumed, this.#signal, this.#dumpAt)
  }

  readonly #dumpAt: DumpAt = (callId, options) => {
    checkKeys('dump', options, knownOptions.dump)
    if (this.#waiting === callId) return this.#dump(options)
    throw new BridgeError('invalid-argument', 'a run can be dumped only while it waits for the call that dumps it')
  }

  /** Made when a handler first asks for it. */
  readonly #signal = (): AbortSignal => {
    this.#abort ??= new AbortController()
    return this.#abort.signal
  }

  #later(
    type: 'callFinished' | 'osCallFinished',
    call: HostCall,
    at: number,
    result: PromiseLike<unknown>,
    blocking: boolean,
  ): MaybePromise<Answer> {
    const { language } = this.#target
    if (this.#sync) {
      void Promise.resolve(result).catch(() => undefined)
      const message = `${call.name}() returned a promise, for which a synchronous run cannot wait`
      return this.#answer(call, at, { raise: { excType: 'RuntimeError', message } }, type)
    }
    const settled = Promise.resolve(result).then(
      (value): Settled => this.#admit(call.name, value),
      (error: unknown): Settled => ({ raise: raiseFromThrown(error, language) }),
    )
    if (type === 'callFinished') this.#slots.hold(settled)
    const reported = settled.then((outcome) => {
      this.#finished(type, call, at, outcome)
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

  /** Undefined is Python's None. What cannot cross becomes the guest's TypeError. */
  #admit(name: string, value: unknown): Settled {
    try {
      this.#target.objects.admit(value, 'result')
      return { value: value === undefined ? null : value }
    } catch (error) {
      return { raise: raises.badResult(name, error instanceof Error ? error.message : String(error)) }
    }
  }

  #answer(
    call: HostCall,
    at: number,
    settled: Settled,
    type: 'callFinished' | 'osCallFinished' = 'callFinished',
  ): Answer {
    this.#finished(type, call, at, settled)
    this.#goOn()
    return toAnswer(settled)
  }

  /** The guest goes on: it can no longer be dumped at that call, and no later call is the loaded one. */
  #goOn(): void {
    this.#waiting = undefined
    this.#resumed = false
  }

  #finished(type: 'callFinished' | 'osCallFinished', call: HostCall, startedAt: number, settled: Settled): void {
    const state = this.#state
    // A handler that is told of the end may still reject: the terminal event is the last.
    if (!state.observer || this.#closed) return
    const at = now()
    const { callId, name } = call
    const { runId } = state
    const durationMs = at - startedAt
    const seq = state.next()
    if ('raise' in settled) {
      state.observer({ type, runId, seq, at, callId, name, error: settled.raise, durationMs })
    } else {
      state.observer({ type, runId, seq, at, callId, name, result: settled.value, durationMs })
    }
  }
}

type DumpAt = (callId: number, options: DumpOptions | undefined) => MaybePromise<Uint8Array>

class CallContext implements HostContext {
  readonly #signal: () => AbortSignal
  readonly #dumpAt: DumpAt

  constructor(
    readonly callId: number,
    readonly runId: string,
    readonly resumed: boolean,
    signal: () => AbortSignal,
    dumpAt: DumpAt,
  ) {
    this.#signal = signal
    this.#dumpAt = dumpAt
  }

  get signal(): AbortSignal {
    return this.#signal()
  }

  dump(options?: DumpOptions): MaybePromise<Uint8Array> {
    return this.#dumpAt(this.callId, options)
  }
}

function toAnswer(settled: { readonly value: unknown } | { readonly raise: Raise }): Answer {
  return 'raise' in settled ? { kind: 'raise', raise: settled.raise } : { kind: 'value', value: settled.value }
}

function bind({ schema }: RegisteredFunction, { args, kwargs }: HostCall, language: string): Binding {
  return language === 'javascript' ? schema.mapAndValidateJavaScriptArgs(args) : schema.mapAndValidateArgs(args, kwargs)
}

function method(receiver: HostObject, name: string): RegisteredFunction | undefined {
  const fn = receiver.method(name)
  if (!fn) return undefined
  let registered = methods.get(fn)
  if (!registered) {
    registered = compileFunction(fn)
    methods.set(fn, registered)
  }
  return registered
}
