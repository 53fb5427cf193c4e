import {
  type Answer,
  BridgeError,
  type EngineIo,
  type EngineProgram,
  type EngineSession,
  type EngineSessionOptions,
  type GuestFault,
  type Raise,
  type Turn,
} from '@interpreter-bridge/core'
import type { QuickJSContext, QuickJSDeferredPromise, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from 'quickjs-emscripten'
import { type Description, faultFrom, limitBehind } from './errors.js'
import { Prelude } from './prelude.js'
import { Watch } from './watch.js'

/** JS_EVAL_FLAG_ASYNC of quickjs.h: top-level await in a script, which then evaluates to a promise of `{ value }`. */
const EVAL_ASYNC = 1 << 7
/** Between this many microtasks the clock is looked at, for guests that are nothing but microtasks. */
const JOBS_PER_CHECK = 500

/** One guest state: a runtime and context of its own. */
export class QuickJsSession implements EngineSession {
  readonly #options: EngineSessionOptions
  readonly #io: EngineIo
  readonly #onClose: () => void
  readonly #runtime: QuickJSRuntime
  readonly #context: QuickJSContext
  readonly #prelude: Prelude
  readonly #watch: Watch
  readonly #deferred = new Map<number, QuickJSDeferredPromise>()
  #main: QuickJSHandle | undefined
  #source = ''
  #calls = 0
  dead = false

  constructor(module: QuickJSWASMModule, options: EngineSessionOptions, io: EngineIo, onClose: () => void) {
    this.#options = options
    this.#io = io
    this.#onClose = onClose
    this.#watch = new Watch(options.limits)
    this.#runtime = module.newRuntime()
    this.#runtime.setMaxStackSize(options.limits.stackBytes ?? 0)
    this.#context = this.#runtime.newContext()
    this.#prelude = new Prelude(this.#context)
    this.#prelude.defineConsole((stream, text) => this.#print(stream, text))
    // Only now: the guest's memory is what it allocates itself, on top of the language and the prelude.
    if (options.limits.memoryBytes !== undefined) this.#runtime.setMemoryLimit(options.limits.memoryBytes)
    this.#runtime.setInterruptHandler(this.#watch.interrupt)
  }

  start(program: EngineProgram): Turn {
    this.#source = program.code
    for (const name of program.hostFunctions) this.#prelude.defineFunction(name, (...args) => this.#call(name, args))
    return this.#turn(() => {
      for (const [name, value] of Object.entries(program.inputs)) this.#prelude.defineGlobal(name, value)
      const result = this.#context.evalCode(program.code, this.#options.scriptName, EVAL_ASYNC)
      if (result.error) return result.error
      this.#main = result.value
      return undefined
    })
  }

  resume(answer: Answer): Turn {
    if (answer.kind === 'abort') return this.#failed(faultOf(answer.raise))
    if (answer.kind !== 'futures') throw new BridgeError('invalid-answer', `quickjs waits for futures only, not for ${answer.kind}`)
    return this.#turn(() => {
      for (const [callId, settled] of answer.results) {
        const deferred = this.#deferred.get(callId)
        if (!deferred) continue
        this.#deferred.delete(callId)
        const handle = 'raise' in settled ? this.#prelude.error(settled.raise) : this.#prelude.fromHost(settled.value)
        if ('raise' in settled) deferred.reject(handle)
        else deferred.resolve(handle)
        handle.dispose()
        deferred.dispose()
      }
      return undefined
    })
  }

  abandon(): boolean {
    return false
  }

  close(): void {
    if (this.dead) return
    this.dead = true
    this.#onClose()
    this.#watch.stop(faultOf({ excType: 'InternalError', message: 'closed' }))
    for (const deferred of this.#deferred.values()) deferred.dispose()
    this.#main?.dispose()
    this.#prelude.dispose()
    this.#context.dispose()
    this.#runtime.dispose()
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
      // The engine's own failure: out of memory inside a host call, or a trap.
      if (this.#watch.stopped) return this.#failed(this.#watch.stopped)
      throw new BridgeError('engine-crashed', `QuickJS failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }

  /** Runs microtasks until there are none. What one of them threw is nobody's: it would have been a rejection. */
  #runJobs(): QuickJSHandle | undefined {
    while (this.#runtime.hasPendingJob() && !this.#watch.interrupt()) {
      const result = this.#runtime.executePendingJobs(JOBS_PER_CHECK)
      if (result.error) return result.error
      result.dispose()
    }
    return undefined
  }

  #state(): Turn {
    const main = this.#main
    if (!main) throw new BridgeError('engine-crashed', 'the program was not started')
    const state = this.#context.getPromiseState(main)
    switch (state.type) {
      case 'fulfilled': {
        const value = state.value.consume((wrapper) => this.#context.getProp(wrapper, 'value'))
        const sent = value.consume((handle) => this.#prelude.toHost(handle))
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
    const description: Description = thrown.consume((handle) => this.#prelude.describe(handle))
    if (this.#watch.stopped) return this.#failed(this.#watch.stopped)
    const fault = faultFrom(description, this.#source, this.#options.scriptName)
    const limit = limitBehind(fault)
    const value = limit && this.#options.limits[limit]
    return this.#failed(limit && value !== undefined ? { ...fault, limit: { limit, value, used: value } } : fault)
  }

  #failed(fault: GuestFault): Turn {
    return { kind: 'failed', fault, usage: this.#usage() }
  }

  #usage(): { timeMs: number } {
    return { timeMs: this.#watch.timeMs }
  }

  #print(stream: 'stdout' | 'stderr', text: string): void {
    if (!this.#watch.print(text.length)) return
    const goOn = this.#watch.host(() => this.#io.print(stream, text))
    if (!goOn) this.#watch.stop(faultOf({ excType: 'InternalError', message: 'interrupted' }))
  }

  /** Answers a host call inside the guest's own call. Returns or throws what the guest gets. */
  #call(name: string, handles: QuickJSHandle[]): QuickJSHandle | { error: QuickJSHandle } {
    const args: unknown[] = []
    for (const handle of handles) {
      const sent = this.#prelude.toHost(handle)
      if ('thrown' in sent) return { error: sent.thrown }
      args.push(sent.value)
    }
    const callId = this.#calls++
    const answer = this.#watch.host(() => this.#io.call({ callId, name, args, kwargs: {}, awaited: false }))
    switch (answer.kind) {
      case 'value':
        return this.#prelude.fromHost(answer.value)
      case 'raise':
        return { error: this.#prelude.error(answer.raise) }
      case 'notFound':
        return { error: this.#prelude.error({ excType: 'ReferenceError', message: `'${name}' is not defined` }) }
      case 'abort':
        this.#watch.stop(faultOf(answer.raise))
        return { error: this.#prelude.error(answer.raise) }
      case 'pending': {
        const deferred = this.#context.newPromise()
        this.#deferred.set(callId, deferred)
        return deferred.handle.dup()
      }
      case 'settled':
      case 'futures':
        throw new BridgeError('invalid-answer', `${answer.kind} does not answer a call inside QuickJS`)
    }
  }
}

function faultOf(raise: Raise): GuestFault {
  return { ...raise, traceback: [] }
}
