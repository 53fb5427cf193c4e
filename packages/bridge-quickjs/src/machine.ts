import { BridgeError, type Raise } from '@interpreter-bridge/core'
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core'
import { Door, type Passed } from './door.js'
import { type Description, PRELUDE_FILE } from './errors.js'
import { guestPrelude } from './guest/prelude.js'
import { type Instance, OutOfMemory } from './instance.js'
import { StackGauge } from './stack-gauge.js'
import { decodeList, decodeValue, encodeValue } from './values.js'

const stopped: Raise = { excType: 'InternalError', message: 'interrupted' }

/** JS_EVAL_FLAG_ASYNC of quickjs.h: top-level await in a script, which then evaluates to a promise of `{ value }`. */
const EVAL_ASYNC = 1 << 7

/** What a guest asks for while it runs. */
export interface MachineHost {
  interrupt(): boolean
  /** What to raise, to stop the guest. */
  print(stream: 'stdout' | 'stderr', text: string): Raise | undefined
  call(name: string, args: readonly unknown[]): Reply
  /** The host gave more than the guest has memory for: it must not go on. */
  starve(): void
  /** The machine itself failed while it served the guest. */
  crash(error: unknown): void
}

/** What a host call gives: a value, an exception, or a promise that this number will settle. */
export type Reply = { readonly value: unknown } | { readonly raise: Raise } | { readonly pending: number }

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
  #host: MachineHost | undefined
  #stackBytes = 0
  #refusals = 0
  /** Bytes that cross beside a text: what the guest has sent, and what it may fetch. */
  #sent: Uint8Array[] = []
  #given: readonly Uint8Array[] = []

  constructor(instance: Instance) {
    this.instance = instance
    this.#runtime = instance.quickjs.newRuntime()
    this.#context = this.#runtime.newContext()
    const context = this.#context
    const enter = context.newFunction('enter', () => context.undefined)
    new Door(instance, {
      serve: (what, bytes) => this.#enter(what, bytes),
      starve: () => this.#host?.starve(),
    })
    const prelude = context.unwrapResult(context.evalCode(guestPrelude, PRELUDE_FILE))
    this.#prelude = context.unwrapResult(context.callFunction(prelude, context.undefined, enter))
    this.#runtime.setInterruptHandler(() => this.#host?.interrupt() ?? false)
    instance.capture()
    this.#gauge = new StackGauge(instance, this.#runtime)
  }

  /** Makes everything new, for a guest with these limits. */
  begin(host: MachineHost, limits: { readonly memoryBytes: number; readonly stackBytes: number }): void {
    this.instance.restore()
    this.instance.bound(limits.memoryBytes)
    this.#runtime.setMaxStackSize(limits.stackBytes)
    this.#stackBytes = limits.stackBytes
    this.#host = host
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
    this.#sent = []
    const outcome = this.#call('v', handle)
    if ('thrown' in outcome) return outcome
    const text = this.#text(outcome.value)
    if (!text.startsWith("'")) return { value: decodeValue(text, this.#sent) }
    const whole = counted(text.slice(1))
    if (whole !== undefined) return { value: whole }
    const quoted = this.#call('V', handle)
    return 'thrown' in quoted ? quoted : { value: decodeValue(this.#text(quoted.value), []) }
  }

  /** What was thrown; undefined where the guest has not even memory for that. Never throws. */
  describe(thrown: QuickJSHandle): Description | undefined {
    const outcome = this.#call('t', thrown)
    if ('value' in outcome) return decodeValue(this.#text(outcome.value), []) as Description
    outcome.thrown.dispose()
    return undefined
  }

  isNull(handle: QuickJSHandle): boolean {
    return this.#context.eq(handle, this.#context.null)
  }

  #give(what: string, value: unknown): Outcome {
    return this.#call(what + this.#encode(value))
  }

  #call(what: string, value?: QuickJSHandle): Outcome {
    const context = this.#context
    const text = this.#newText(what)
    const result = context.callFunction(this.#prelude, context.undefined, text, value ?? context.undefined)
    text.dispose()
    return result.error ? { thrown: result.error } : { value: result.value }
  }

  /** Answers what the guest asks. */
  #enter(what: string, bytes: (size: number) => Uint8Array): Passed {
    try {
      return this.#serve(what.slice(1), what[0], bytes)
    } catch (error) {
      if (error instanceof OutOfMemory) this.#host?.starve()
      else this.#host?.crash(error)
      return raised(stopped)
    }
  }

  #serve(what: string, kind: string | undefined, bytes: (size: number) => Uint8Array): Passed {
    switch (kind) {
      case 'o':
      case 'e': {
        const text = counted(what)
        return text === undefined ? 'q' : this.#print(kind, text)
      }
      case 'O':
      case 'E':
        return this.#print(kind, JSON.parse(what))
      case 'c': {
        const [name, ...args] = decodeList(what, this.#sent)
        return this.#answer(name, args)
      }
      case 'C': {
        const [name, args] = decodeValue(what, this.#sent) as [string, unknown[]]
        return this.#answer(name, args)
      }
      case 'b':
        return this.#sent.push(bytes(Number(what))) - 1
      case 'B':
        return this.#given[Number(what)]
    }
    // The text did not get through.
    throw new OutOfMemory()
  }

  #print(kind: string, text: string): Passed {
    const raise = this.#host?.print(kind === 'o' || kind === 'O' ? 'stdout' : 'stderr', text)
    return raise && raised(raise)
  }

  #answer(name: unknown, args: readonly unknown[]): Passed {
    this.#sent = []
    const reply = this.#host?.call(String(name), args)
    return reply && this.#reply(reply)
  }

  #reply(reply: Reply): Passed {
    if ('pending' in reply) return `p${reply.pending}`
    if ('raise' in reply) return raised(reply.raise)
    const { value } = reply
    if (typeof value === 'number') return value
    try {
      return this.#encode(value)
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error
      return raised({ excType: 'TypeError', message: error.message })
    }
  }

  #encode(value: unknown): string {
    const { text, buffers } = encodeValue(value)
    this.#given = buffers
    return text
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

/** The text after its length; undefined where it is not whole, because of a NUL or a lone surrogate. */
function counted(sent: string): string | undefined {
  const colon = sent.indexOf(':')
  return sent.length - colon - 1 === Number(sent.slice(0, colon)) ? sent.slice(colon + 1) : undefined
}

function raised({ excType, message }: Raise): string {
  return `r${JSON.stringify([excType, message])}`
}
