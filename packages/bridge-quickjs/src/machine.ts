import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core'
import { Door } from './door.js'
import { type Description, PRELUDE_FILE } from './errors.js'
import { counted, Exchange, type MachineHost } from './exchange.js'
import { guestPrelude } from './guest/prelude.js'
import { type Instance, OutOfMemory } from './instance.js'
import { StackGauge } from './stack-gauge.js'

/** JS_EVAL_FLAG_ASYNC of quickjs.h: top-level await in a script, which then evaluates to a promise of `{ value }`. */
const EVAL_ASYNC = 1 << 7

/** What guest code came to: a handle of what it returned or threw. */
export type Outcome = { readonly value: QuickJSHandle } | { readonly thrown: QuickJSHandle }

/** How a host call came out that was pending. */
export type Result =
  | readonly [callId: number, value: unknown]
  | readonly [callId: number, value: null, raised: string[]]

/** QuickJS in an instance, booted with the prelude, for one guest after another. */
export class Machine {
  readonly instance: Instance
  readonly #runtime: QuickJSRuntime
  readonly #context: QuickJSContext
  /** The prelude's one function. */
  readonly #prelude: QuickJSHandle
  readonly #gauge: StackGauge
  readonly #exchange = new Exchange()
  #stackBytes = 0
  #refusals = 0

  constructor(instance: Instance) {
    this.instance = instance
    this.#runtime = instance.quickjs.newRuntime()
    this.#context = this.#runtime.newContext()
    const context = this.#context
    const enter = context.newFunction('enter', () => context.undefined)
    new Door(instance, this.#exchange)
    const prelude = context.unwrapResult(context.evalCode(guestPrelude, PRELUDE_FILE))
    this.#prelude = context.unwrapResult(context.callFunction(prelude, context.undefined, enter))
    this.#runtime.setInterruptHandler(() => this.#exchange.host?.interrupt() ?? false)
    instance.capture()
    this.#gauge = new StackGauge(instance, this.#runtime)
  }

  /** Makes everything new, for a guest with these limits. */
  begin(host: MachineHost, limits: { readonly memoryBytes: number; readonly stackBytes: number }): void {
    this.instance.restore()
    this.instance.bound(limits.memoryBytes)
    this.#runtime.setMaxStackSize(limits.stackBytes)
    this.#stackBytes = limits.stackBytes
    this.#exchange.host = host
  }

  /** Looks from here on for a lack of memory or stack. */
  watch(): void {
    this.#gauge.reset(this.#stackBytes)
    this.#refusals = this.instance.refusals
  }

  get isStarved(): boolean {
    return this.instance.refusals > this.#refusals
  }

  get hasOverflowed(): boolean {
    return this.#gauge.usedUp
  }

  /** Runs a script to its first wait; its value is a promise. */
  evaluate(code: string, filename: string): Outcome {
    if (!this.instance.hasRoomFor(code)) throw new OutOfMemory()
    const result = this.#context.evalCode(code, filename, EVAL_ASYNC)
    return result.error ? { thrown: result.error } : { value: result.value }
  }

  /** Runs some microtasks. What one of them threw, if it was interrupted. */
  runJobs(count: number): QuickJSHandle | undefined {
    const result = this.#runtime.executePendingJobs(count)
    return result.error
  }

  get hasJobs(): boolean {
    return this.#runtime.hasPendingJob()
  }

  /** What became of a promise; undefined while it is pending. */
  settled(promise: QuickJSHandle): Outcome | undefined {
    const state = this.#context.getPromiseState(promise)
    if (state.type === 'pending') return undefined
    return state.type === 'rejected' ? { thrown: state.error } : { value: state.value }
  }

  isPromise(handle: QuickJSHandle): boolean {
    const state = this.#context.getPromiseState(handle)
    if (state.type === 'rejected') state.error.dispose()
    if (state.type !== 'fulfilled') return true
    if (!state.notAPromise) state.value.dispose()
    return !state.notAPromise
  }

  /** Defines host functions and inputs as globals. */
  define(functions: readonly string[], inputs: Readonly<Record<string, unknown>>): Outcome {
    return this.#give('d', [functions, inputs])
  }

  settle(results: readonly Result[]): Outcome {
    return this.#give('s', results)
  }

  /** Nothing that the guest waits for will come. */
  forget(): void {
    this.#call('f')
  }

  /** What the promise of an evaluated script holds. */
  unwrap(wrapper: QuickJSHandle): Outcome {
    return this.#call('u', wrapper)
  }

  /** The host's value of a guest's, or what reading it threw. */
  valueOf(handle: QuickJSHandle): { readonly value: unknown } | { readonly thrown: QuickJSHandle } {
    const outcome = this.#call('v', handle)
    if ('thrown' in outcome) return outcome
    const text = this.#text(outcome.value)
    if (!text.startsWith("'")) return { value: this.#exchange.decode(text) }
    const whole = counted(text.slice(1))
    if (whole !== undefined) return { value: whole }
    const quoted = this.#call('V', handle)
    return 'thrown' in quoted ? quoted : { value: this.#exchange.decode(this.#text(quoted.value)) }
  }

  /** What was thrown; undefined where the guest has not even memory for that. Never throws. */
  describe(thrown: QuickJSHandle): Description | undefined {
    const outcome = this.#call('t', thrown)
    if ('value' in outcome) return this.#exchange.decode(this.#text(outcome.value)) as Description
    outcome.thrown.dispose()
    return undefined
  }

  isNull(handle: QuickJSHandle): boolean {
    return this.#context.eq(handle, this.#context.null)
  }

  #give(what: string, value: unknown): Outcome {
    return this.#call(what + this.#exchange.encode(value))
  }

  #call(what: string, value?: QuickJSHandle): Outcome {
    const context = this.#context
    const text = this.#newText(what)
    const result = context.callFunction(this.#prelude, context.undefined, text, value ?? context.undefined)
    text.dispose()
    return result.error ? { thrown: result.error } : { value: result.value }
  }

  /** A text of ours, without NUL. */
  #newText(text: string): QuickJSHandle {
    if (!this.instance.hasRoomFor(text)) throw new OutOfMemory()
    return this.#context.newString(text)
  }

  /** Every text of the prelude's has a first letter: an empty one is what is left of it without memory. */
  #text(handle: QuickJSHandle): string {
    const text = handle.consume((value) => this.#context.getString(value))
    if (text === '') throw new OutOfMemory()
    return text
  }
}
