import { BridgeError, type Raise } from '@interpreter-bridge/core'
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'
import { type Description, PRELUDE_FILE } from './errors.js'
import { guestPrelude } from './guest-prelude.js'
import { decodeValue, encodeValue } from './values.js'

type HostFn = (...args: QuickJSHandle[]) => QuickJSHandle | { error: QuickJSHandle }
const members = ['toHost', 'fromHost', 'makeError', 'describe', 'format'] as const

/** The prelude's functions inside one context, as methods of the host. */
export class Prelude {
  readonly #context: QuickJSContext
  readonly #members: Readonly<Record<(typeof members)[number], QuickJSHandle>>

  constructor(context: QuickJSContext) {
    this.#context = context
    const exported = context.unwrapResult(context.evalCode(guestPrelude, PRELUDE_FILE))
    const entries = members.map((name) => [name, context.getProp(exported, name)])
    this.#members = Object.fromEntries(entries)
    exported.dispose()
  }

  /** The host's value of a guest's, or what reading it threw. */
  toHost(handle: QuickJSHandle): { readonly value: unknown } | { readonly thrown: QuickJSHandle } {
    const context = this.#context
    switch (context.typeof(handle)) {
      case 'number':
        return { value: context.getNumber(handle) }
      case 'string':
        return { value: context.getString(handle) }
      case 'undefined':
        return { value: null }
    }
    const result = context.callFunction(this.#members.toHost, context.undefined, handle)
    if (result.error) return { thrown: result.error }
    const sent = result.value
    const json = context.getProp(sent, 'json').consume((text) => context.getString(text))
    const buffers = json.includes('["b",') ? this.#buffers(sent) : []
    sent.dispose()
    return { value: decodeValue(json, buffers) }
  }

  #buffers(sent: QuickJSHandle): Uint8Array[] {
    const context = this.#context
    const list = context.getProp(sent, 'buffers')
    const length = context.getProp(list, 'length').consume((handle) => context.getNumber(handle))
    const buffers = Array.from({ length }, (_, index) =>
      context
        .getProp(list, index)
        .consume((buffer) => context.getArrayBuffer(buffer).consume((bytes) => bytes.value.slice())),
    )
    list.dispose()
    return buffers
  }

  /** The guest's value of a host's. */
  fromHost(value: unknown): QuickJSHandle {
    const context = this.#context
    if (typeof value === 'number') return context.newNumber(value)
    if (typeof value === 'string') return context.newString(value)
    if (typeof value === 'boolean') return value ? context.true : context.false
    if (value === null || value === undefined) return value === null ? context.null : context.undefined
    const { json, buffers } = encodeValue(value)
    const args = [
      context.newString(json),
      ...buffers.map((bytes) => context.newArrayBuffer(bytes.buffer as ArrayBuffer)),
    ]
    const result = context.callFunction(this.#members.fromHost, context.undefined, ...args)
    for (const arg of args) arg.dispose()
    if (result.error) {
      result.error.dispose()
      throw new BridgeError('value-unsupported', 'the value does not fit into the memory of the guest')
    }
    return result.value
  }

  error(raise: Raise): QuickJSHandle {
    const context = this.#context
    const args = [context.newString(raise.excType), context.newString(raise.message)]
    const result = context.callFunction(this.#members.makeError, context.undefined, ...args)
    for (const arg of args) arg.dispose()
    return result.error ?? result.value
  }

  /** Name, message and stack of whatever was thrown; never throws. */
  describe(thrown: QuickJSHandle): Description {
    const context = this.#context
    const result = context.callFunction(this.#members.describe, context.undefined, thrown)
    if (result.error) {
      result.error.dispose()
      return ['InternalError', 'out of memory', null, true]
    }
    return JSON.parse(result.value.consume((text) => context.getString(text)))
  }

  defineGlobal(name: string, value: unknown): void {
    this.fromHost(value).consume((handle) => this.#context.setProp(this.#context.global, name, handle))
  }

  defineFunction(name: string, fn: HostFn): void {
    const context = this.#context
    const wrapped = context.newFunction(name, (...args) => {
      const result = fn(...args)
      return 'error' in result ? { error: result.error as QuickJSHandle } : { value: result }
    })
    wrapped.consume((handle) => context.setProp(context.global, name, handle))
  }

  defineConsole(print: (stream: 'stdout' | 'stderr', text: string) => void): void {
    const context = this.#context
    const console = context.newObject()
    const streams = { log: 'stdout', info: 'stdout', debug: 'stdout', warn: 'stderr', error: 'stderr' } as const
    for (const [name, stream] of Object.entries(streams)) {
      const method = context.newFunction(name, (...args) => {
        const result = context.callFunction(this.#members.format, context.undefined, ...args)
        if (result.error) return { error: result.error }
        print(
          stream,
          result.value.consume((text) => context.getString(text)),
        )
        return { value: context.undefined }
      })
      method.consume((handle) => context.setProp(console, name, handle))
    }
    console.consume((handle) => context.setProp(context.global, 'console', handle))
  }

  dispose(): void {
    for (const member of Object.values(this.#members)) member.dispose()
  }
}
