import {
  type Answer,
  BridgeError,
  type EngineIo,
  type EngineProgram,
  type EngineSession,
  type EngineSessionOptions,
  type EngineUsage,
  type GuestFault,
  isPromise,
  type MaybePromise,
  type Raise,
  type Turn,
} from '@interpreter-bridge/core'
import type { QuickJSContext, QuickJSDeferredPromise, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core'
import { type Description, faultFrom, limitBehind } from './errors.js'
import type { Instance, ModulePool } from './module-pool.js'
import { Prelude } from './prelude.js'
import { Sources } from './sources.js'
import { Watch } from './watch.js'

/** JS_EVAL_FLAG_ASYNC of quickjs.h: top-level await in a script, which then evaluates to a promise of `{ value }`. */
const EVAL_ASYNC = 1 << 7
/** Between this many microtasks the clock is looked at, for guests that are nothing but microtasks. */
const JOBS_PER_CHECK = 500

/** The engine's half of a session: exists from the first start on. */
interface Vm {
  readonly instance: Instance
  readonly runtime: QuickJSRuntime
  readonly context: QuickJSContext
  readonly prelude: Prelude
}

/** One guest state: a runtime and context of its own. */
export class QuickJsSession implements EngineSession {
  readonly #pool: ModulePool
  readonly #options: EngineSessionOptions
  readonly #io: EngineIo
  readonly #onClose: () => void
  readonly #watch: Watch
  readonly #deferred = new Map<number, QuickJSDeferredPromise>()
  #vm: Vm | undefined
  #main: QuickJSHandle | undefined
  readonly #sources = new Sources()
  #calls = 0
  /** What the host threw in a print or an inline call: it must not become the guest's. */
  #thrown: { readonly error: unknown } | undefined
  #closed = false
  #lost = false

  constructor(pool: ModulePool, options: EngineSessionOptions, io: EngineIo, onClose: () => void) {
    this.#pool = pool
    this.#options = options
    this.#io = io
    this.#onClose = onClose
    this.#watch = new Watch(options.limits)
  }

  get dead(): boolean {
    return this.#closed || this.#lost
  }

  start(program: EngineProgram): MaybePromise<Turn> {
    if (this.#vm) return this.#start(this.#vm, program)
    const instance = this.#pool.take(this.#options.limits.memoryBytes ?? 0)
    const begin = (ready: Instance): Turn => {
      const vm = this.#boot(ready)
      return this.#start(vm, program)
    }
    return isPromise(instance) ? instance.then(begin) : begin(instance)
  }

  #boot(instance: Instance): Vm {
    const { limits } = this.#options
    const runtime = instance.module.newRuntime()
    runtime.setMaxStackSize(limits.stackBytes ?? 0)
    const context = runtime.newContext()
    const prelude = new Prelude(context)
    prelude.defineConsole((stream, text) => this.#print(stream, text))
    runtime.setInterruptHandler(this.#watch.interrupt)
    this.#vm = { instance, runtime, context, prelude }
    return this.#vm
  }

  #start({ prelude, context }: Vm, program: EngineProgram): Turn {
    const filename = this.#sources.add(program.scriptName ?? this.#options.scriptName, program.code)
    this.#watch.restart()
    for (const name of program.hostFunctions) prelude.defineFunction(name, (...args) => this.#call(name, args))
    return this.#turn(() => {
      for (const [name, value] of Object.entries(program.inputs)) prelude.defineGlobal(name, value)
      const result = context.evalCode(program.code, filename, EVAL_ASYNC)
      if (result.error) return result.error
      this.#main?.dispose()
      this.#main = result.value
      return undefined
    })
  }

  resume(answer: Answer): Turn {
    if (answer.kind === 'abort') return this.#failed(faultOf(answer.raise))
    if (answer.kind !== 'futures')
      throw new BridgeError('invalid-answer', `quickjs waits for futures only, not for ${answer.kind}`)
    const { prelude } = this.#live()
    return this.#turn(() => {
      for (const [callId, settled] of answer.results) {
        const deferred = this.#deferred.get(callId)
        if (!deferred) continue
        this.#deferred.delete(callId)
        const handle = 'raise' in settled ? prelude.error(settled.raise) : prelude.fromHost(settled.value)
        if ('raise' in settled) deferred.reject(handle)
        else deferred.resolve(handle)
        handle.dispose()
        deferred.dispose()
      }
      return undefined
    })
  }

  /** What the guest waited for will never come: the rest of a session can still be used. */
  abandon(): EngineUsage {
    for (const deferred of this.#deferred.values()) deferred.dispose()
    this.#deferred.clear()
    return this.#usage()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#onClose()
    // An instance whose guest was stopped anywhere is not taken apart, which may fail, loudly: it goes as a whole.
    if (!this.#vm || this.#lost) return
    const { instance, prelude, context, runtime } = this.#vm
    this.#watch.stop(faultOf({ excType: 'InternalError', message: 'closed' }))
    try {
      for (const deferred of this.#deferred.values()) deferred.dispose()
      this.#main?.dispose()
      prelude.dispose()
      context.dispose()
      runtime.dispose()
    } catch {
      // An instance that ran full may trap even while it is taken apart. It is not used again.
      return
    }
    this.#pool.giveBack(instance)
  }

  #live(): Vm {
    if (!this.#vm) throw new BridgeError('session-dead', 'the program was not started, or QuickJS trapped')
    return this.#vm
  }

  /** Runs guest code until it waits or ends. `guest` returns what it threw, if it threw at once. */
  #turn(guest: () => QuickJSHandle | undefined): Turn {
    try {
      return this.#watch.turn(() => {
        const thrown = guest() ?? this.#runJobs()
        if (this.#watch.stopped) {
          thrown?.dispose()
          return this.#failed(this.#watch.stopped)
        }
        return thrown ? this.#threw(thrown) : this.#state()
      })
    } catch (error) {
      if (error instanceof BridgeError) throw error
      return this.#trapped(error)
    } finally {
      this.#rethrow()
    }
  }

  #rethrow(): void {
    const thrown = this.#thrown
    this.#thrown = undefined
    if (thrown) throw thrown.error
  }

  /** WebAssembly trapped: the parser recursed too deeply, or memory ran out. Nothing of the instance can be trusted. */
  #trapped(error: unknown): Turn {
    const wasFull = this.#vm?.instance.isFull() ?? false
    this.#vm = undefined
    this.#lost = true
    if (error instanceof RangeError) {
      return this.#failed(faultOf({ excType: 'InternalError', message: "the interpreter's stack overflowed" }))
    }
    if (wasFull) return this.#outOfMemory({ excType: 'InternalError', message: 'out of memory', traceback: [] })
    throw new BridgeError(
      'engine-crashed',
      `QuickJS failed: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }

  #outOfMemory(fault: GuestFault): Turn {
    const value = this.#options.limits.memoryBytes ?? 0
    return this.#failed({ ...fault, limit: { limit: 'memoryBytes', value, used: value } })
  }

  /** Runs microtasks until there are none. What one of them threw is nobody's: it would have been a rejection. */
  #runJobs(): QuickJSHandle | undefined {
    const { runtime } = this.#live()
    while (runtime.hasPendingJob() && !this.#watch.interrupt()) {
      const result = runtime.executePendingJobs(JOBS_PER_CHECK)
      if (result.error) return result.error
      result.dispose()
    }
    return undefined
  }

  #state(): Turn {
    const { context, prelude } = this.#live()
    const state = context.getPromiseState(this.#main ?? context.undefined)
    switch (state.type) {
      case 'fulfilled': {
        const value = state.value.consume((wrapper) => context.getProp(wrapper, 'value'))
        const sent = value.consume((handle) => prelude.toHost(handle))
        return 'thrown' in sent ? this.#threw(sent.thrown) : { kind: 'done', value: sent.value, usage: this.#usage() }
      }
      case 'rejected':
        return this.#threw(state.error)
      case 'pending': {
        if (this.#deferred.size > 0) return { kind: 'futures', callIds: [...this.#deferred.keys()] }
        const message = 'the program awaits a promise that nothing will settle'
        return this.#failed({ excType: 'Error', message, traceback: [] })
      }
    }
  }

  #threw(thrown: QuickJSHandle): Turn {
    const { context, instance, prelude } = this.#live()
    const isNull = context.eq(thrown, context.null)
    const description: Description = thrown.consume((handle) => prelude.describe(handle))
    if (this.#watch.stopped) return this.#failed(this.#watch.stopped)
    // Without memory for an error object, QuickJS throws null.
    if (isNull && instance.isFull())
      return this.#outOfMemory({ excType: 'InternalError', message: 'out of memory', traceback: [] })
    const fault = faultFrom(description, this.#sources)
    const limit = limitBehind(fault)
    const value = limit && this.#options.limits[limit]
    return this.#failed(limit && value !== undefined ? { ...fault, limit: { limit, value, used: value } } : fault)
  }

  /** A limit leaves the guest interrupted anywhere: what is left of a session is not to be trusted. */
  #failed(fault: GuestFault): Turn {
    this.#lost ||= fault.limit !== undefined && fault.limit.limit !== 'stackBytes'
    return { kind: 'failed', fault, usage: this.#usage() }
  }

  #usage(): EngineUsage {
    return { timeMs: this.#watch.timeMs }
  }

  #print(stream: 'stdout' | 'stderr', text: string): void {
    if (!this.#watch.print(text.length)) return
    const goOn = this.#host(() => this.#io.print(stream, text))
    if (!goOn) this.#watch.stop(faultOf({ excType: 'InternalError', message: 'interrupted' }))
  }

  /** Runs host code off the clock. What it throws ends the run, and is thrown where the run was started. */
  #host<T>(work: () => T): T | undefined {
    if (this.#thrown) return undefined
    try {
      return this.#watch.host(work)
    } catch (error) {
      this.#thrown = { error }
      return undefined
    }
  }

  /** Answers a host call inside the guest's own call. Returns or throws what the guest gets. */
  #call(name: string, handles: QuickJSHandle[]): QuickJSHandle | { error: QuickJSHandle } {
    const { prelude, context } = this.#live()
    const args: unknown[] = []
    for (const handle of handles) {
      const sent = prelude.toHost(handle)
      if ('thrown' in sent) return { error: sent.thrown }
      args.push(sent.value)
    }
    const callId = this.#calls++
    const answer = this.#host(() => this.#io.call({ callId, name, args, kwargs: {}, awaited: false }))
    if (!answer) {
      this.#watch.stop(faultOf({ excType: 'InternalError', message: 'interrupted' }))
      return { error: prelude.error({ excType: 'InternalError', message: 'interrupted' }) }
    }
    switch (answer.kind) {
      case 'value':
        return this.#give(answer.value)
      case 'raise':
        return { error: prelude.error(answer.raise) }
      case 'notFound':
        return { error: prelude.error({ excType: 'ReferenceError', message: `'${name}' is not defined` }) }
      case 'abort':
        this.#watch.stop(faultOf(answer.raise))
        return { error: prelude.error(answer.raise) }
      case 'pending': {
        const deferred = context.newPromise()
        this.#deferred.set(callId, deferred)
        return deferred.handle.dup()
      }
      case 'settled':
      case 'futures':
        throw new BridgeError('invalid-answer', `${answer.kind} does not answer a call inside QuickJS`)
    }
  }

  /** A host value for the guest; one that JavaScript has no counterpart for is the guest's TypeError. */
  #give(value: unknown): QuickJSHandle | { error: QuickJSHandle } {
    const { prelude } = this.#live()
    try {
      return prelude.fromHost(value)
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error
      return { error: prelude.error({ excType: 'TypeError', message: error.message }) }
    }
  }
}

function faultOf(raise: Raise): GuestFault {
  return { ...raise, traceback: [] }
}
