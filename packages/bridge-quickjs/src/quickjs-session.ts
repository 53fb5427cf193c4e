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
  type Turn,
} from '@interpreter-bridge/core'
import type { QuickJSHandle } from 'quickjs-emscripten-core'
import { faultFrom, faultOf, outOfMemory, usedUp } from './errors.js'
import { OutOfMemory } from './instance.js'
import type { Machine, Result } from './machine.js'
import type { Pool } from './pool.js'
import { Served } from './served.js'
import { Sources } from './sources.js'
import { Watch } from './watch.js'

/** Between this many microtasks the clock is looked at, for guests that are nothing but microtasks. */
const JOBS_PER_CHECK = 500

/** One guest state, in a machine of its own from the first start on. */
export class QuickJsSession implements EngineSession {
  readonly #pool: Pool
  readonly #options: EngineSessionOptions
  readonly #onClose: () => void
  readonly #watch: Watch
  readonly #served: Served
  readonly #sources = new Sources()
  #machine: Machine | undefined
  /** The promise of the program: of the script, or its value where that is one. */
  #main: QuickJSHandle | undefined
  #isValue = false
  #running = false
  #closed = false
  #lost = false

  constructor(pool: Pool, options: EngineSessionOptions, io: EngineIo, onClose: () => void) {
    this.#pool = pool
    this.#options = options
    this.#onClose = onClose
    this.#watch = new Watch(options.limits)
    this.#served = new Served(io, this.#watch)
  }

  get dead(): boolean {
    return this.#closed || this.#lost
  }

  start(program: EngineProgram): MaybePromise<Turn> {
    if (this.#machine) return this.#start(this.#machine, program)
    const machine = this.#pool.take()
    const begin = (ready: Machine): Turn => {
      if (this.#closed) {
        this.#pool.giveBack(ready)
        throw new BridgeError('disposed', 'the session was closed before it began')
      }
      const { memoryBytes = 0, stackBytes = 0 } = this.#options.limits
      ready.begin(this.#served, { memoryBytes, stackBytes })
      this.#machine = ready
      return this.#start(ready, program)
    }
    return isPromise(machine) ? machine.then(begin) : begin(machine)
  }

  #start(machine: Machine, { code, inputs, hostFunctions, scriptName }: EngineProgram): Turn {
    const filename = this.#sources.add(scriptName ?? this.#options.scriptName, code)
    this.#watch.restart()
    machine.watch()
    return this.#turn(machine, () => {
      const defined = machine.define(hostFunctions, inputs)
      if ('thrown' in defined) return defined.thrown
      const main = machine.evaluate(code, filename)
      if ('thrown' in main) return main.thrown
      this.#waitFor(main.value, false)
      return undefined
    })
  }

  resume(answer: Answer): Turn {
    if (answer.kind === 'abort') return this.#failed(faultOf(answer.raise))
    if (answer.kind !== 'futures')
      throw new BridgeError('invalid-answer', `quickjs waits for futures only, not for ${answer.kind}`)
    const results = [...answer.results].map(
      ([callId, settled]): Result =>
        'raise' in settled ? [callId, null, [settled.raise.excType, settled.raise.message]] : [callId, settled.value],
    )
    for (const [callId] of results) this.#served.pending.delete(callId)
    const machine = this.#live()
    return this.#turn(machine, () => {
      const settled = machine.settle(results)
      return 'thrown' in settled ? settled.thrown : undefined
    })
  }

  /** What the guest waited for will never come: the rest of a session can still be used. */
  abandon(): EngineUsage {
    const { pending } = this.#served
    if (pending.size > 0 && this.#options.mode === 'session' && !this.#running && !this.dead) this.#machine?.forget()
    pending.clear()
    return this.#usage()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#onClose()
    if (this.#running) this.#watch.stop(faultOf({ excType: 'InternalError', message: 'the session was closed' }))
    else this.#leave()
  }

  /** Gives the machine back; not while its guest is inside. */
  #leave(): void {
    if (this.#machine) this.#pool.giveBack(this.#machine)
    this.#machine = undefined
  }

  /** Nothing of it can be trusted. */
  #abandonMachine(): void {
    this.#machine = undefined
    this.#lost = true
  }

  #live(): Machine {
    if (!this.#machine) throw new BridgeError('session-dead', 'the program was not started, or QuickJS trapped')
    return this.#machine
  }

  #waitFor(promise: QuickJSHandle, isValue: boolean): void {
    this.#main?.dispose()
    this.#main = promise
    this.#isValue = isValue
  }

  /** Runs guest code until it waits or ends. `guest` returns what it threw, if it threw at once. */
  #turn(machine: Machine, guest: () => QuickJSHandle | undefined): Turn {
    this.#running = true
    try {
      return this.#watch.turn(() => {
        const thrown = guest() ?? this.#runJobs(machine)
        if (this.#watch.stopped) {
          thrown?.dispose()
          return this.#failed(this.#watch.stopped)
        }
        return thrown ? this.#threw(machine, thrown) : this.#progress(machine)
      })
    } catch (error) {
      if (error instanceof BridgeError) throw error
      return error instanceof OutOfMemory
        ? this.#failed(outOfMemory(this.#options.limits))
        : this.#trapped(machine, error)
    } finally {
      this.#running = false
      if (this.#served.crashed) this.#abandonMachine()
      if (this.#closed) this.#leave()
      this.#served.rethrow()
    }
  }

  /** WebAssembly trapped: the parser recursed too deeply, or memory ran out. Nothing of the instance can be trusted. */
  #trapped(machine: Machine, error: unknown): Turn {
    this.#abandonMachine()
    if (machine.isStarved) return this.#failed(outOfMemory(this.#options.limits))
    if (error instanceof RangeError) {
      return this.#failed(faultOf({ excType: 'InternalError', message: "the interpreter's stack overflowed" }))
    }
    throw new BridgeError(
      'engine-crashed',
      `QuickJS failed: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }

  /** Runs microtasks until there are none. What one of them threw is nobody's: it would have been a rejection. */
  #runJobs(machine: Machine): QuickJSHandle | undefined {
    while (machine.hasJobs && !this.#watch.interrupt()) {
      const thrown = machine.runJobs(JOBS_PER_CHECK)
      if (thrown) return thrown
    }
    return undefined
  }

  /** Where the program is: a promise as its value is awaited. */
  #progress(machine: Machine): Turn {
    const settled = this.#main && machine.settled(this.#main)
    if (!settled) return this.#waiting()
    if ('thrown' in settled) return this.#threw(machine, settled.thrown)
    const value = this.#isValue ? settled : machine.unwrap(settled.value)
    if ('thrown' in value) return this.#threw(machine, value.thrown)
    if (!this.#isValue && machine.isPromise(value.value)) {
      this.#waitFor(value.value, true)
      return this.#progress(machine)
    }
    const sent = machine.valueOf(value.value)
    value.value.dispose()
    if ('thrown' in sent) return this.#threw(machine, sent.thrown)
    return this.#watch.stopped
      ? this.#failed(this.#watch.stopped)
      : { kind: 'done', value: sent.value, usage: this.#usage() }
  }

  #waiting(): Turn {
    const { pending } = this.#served
    if (pending.size > 0) return { kind: 'futures', callIds: [...pending] }
    return this.#failed(faultOf({ excType: 'Error', message: 'the program awaits a promise that nothing will settle' }))
  }

  #threw(machine: Machine, thrown: QuickJSHandle): Turn {
    if (this.#watch.stopped) return this.#failed(this.#watch.stopped)
    const { limits } = this.#options
    const { isStarved } = machine
    // Without memory for an error object, QuickJS throws null.
    if (isStarved && machine.isNull(thrown)) return this.#failed(outOfMemory(this.#options.limits))
    const description = machine.describe(thrown)
    if (this.#watch.stopped) return this.#failed(this.#watch.stopped)
    if (!description) return this.#failed(outOfMemory(this.#options.limits))
    const fault = faultFrom(description, this.#sources)
    // The guest chooses texts; that memory or stack was used up is the machine's to say.
    if (!description.internal) return this.#failed(fault)
    if (isStarved && fault.message === 'out of memory')
      return this.#failed({ ...fault, ...usedUp('memoryBytes', limits) })
    if (fault.message === 'stack overflow' && machine.hasOverflowed) {
      return this.#failed({ ...fault, ...usedUp('stackBytes', limits) })
    }
    return this.#failed(fault)
  }

  /** A limit leaves the guest interrupted anywhere: what is left of a session is not to be trusted. */
  #failed(fault: GuestFault): Turn {
    this.#lost ||= fault.limit !== undefined && fault.limit.limit !== 'stackBytes'
    return { kind: 'failed', fault, usage: this.#usage() }
  }

  #usage(): EngineUsage {
    return { timeMs: this.#watch.timeMs }
  }
}
