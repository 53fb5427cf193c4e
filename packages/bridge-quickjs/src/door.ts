import type {
  BorrowedHeapCharPointer,
  EmscriptenModuleCallbacks,
  JSContextPointer,
  JSValueConstPointer,
  JSValuePointer,
  JSVoidPointer,
  OwnedHeapCharPointer,
} from 'quickjs-emscripten-core'
import { type Instance, OutOfMemory } from './instance.js'

/** What the guest gets for its call; nothing is `undefined`. */
export type Passed = string | number | Uint8Array | undefined

/** Who is behind the door. Must not throw: there is a guest between here and whoever would catch it. */
export interface Doorkeeper {
  /** Answers the guest's call: a text, and bytes where it sent an array buffer of so many. */
  serve(text: string, bytes: (size: number) => Uint8Array): Passed
  /** The guest's memory was too small for what it got: it must not go on. */
  starve(): void
}

/** Longer texts are encoded by the platform, which takes longer to begin and is faster then. */
const SHORT = 64
const UNDEFINED = 0 as JSValuePointer

/**
 * The one function through which a guest reaches the host. It does what the library does for functions, without its
 * handles: most of the time of a print or a call would be theirs.
 */
export class Door {
  readonly #instance: Instance
  readonly #keeper: Doorkeeper
  readonly #encoder = new TextEncoder()

  /** Every host function of the instance is this one from now on. */
  constructor(instance: Instance, keeper: Doorkeeper) {
    this.#instance = instance
    this.#keeper = keeper
    const { callbacks } = instance.module as { callbacks: EmscriptenModuleCallbacks }
    callbacks.callFunction = (_, context, __, ___, args) => this.#call(context, args)
  }

  #call(context: JSContextPointer, args: JSValueConstPointer): JSValuePointer {
    const { ffi, refusals } = this.#instance
    const text = this.#text(context, ffi.QTS_ArgvGetJSValueConstPointer(args, 0))
    const bytes = (size: number): Uint8Array => this.#bytes(context, ffi.QTS_ArgvGetJSValueConstPointer(args, 1), size)
    const passed = this.#pass(context, this.#keeper.serve(text, bytes))
    if (this.#instance.refusals > refusals) this.#keeper.starve()
    return passed
  }

  #text(context: JSContextPointer, value: JSValueConstPointer): string {
    const { module, ffi } = this.#instance
    const at = ffi.QTS_GetString(context, value)
    const text = module.UTF8ToString(at as unknown as BorrowedHeapCharPointer)
    ffi.QTS_FreeCString(context, at)
    return text
  }

  #bytes(context: JSContextPointer, buffer: JSValueConstPointer, size: number): Uint8Array {
    const { module, ffi } = this.#instance
    if (!this.#instance.hasRoom(size)) throw new OutOfMemory()
    const at = ffi.QTS_GetArrayBuffer(context, buffer) as unknown as number
    const bytes = module.HEAPU8.slice(at, at + size)
    module._free(at)
    return bytes
  }

  /** What does not fit is passed as nothing. */
  #pass(context: JSContextPointer, passed: Passed): JSValuePointer {
    if (passed === undefined) return UNDEFINED
    const { module, ffi } = this.#instance
    if (typeof passed === 'number') return ffi.QTS_NewFloat64(context, passed)
    if (typeof passed === 'string') {
      const size = module.lengthBytesUTF8(passed) + 1
      const at = module._malloc(size)
      if (at === 0) return UNDEFINED
      if (passed.length < SHORT) module.stringToUTF8(passed, at as OwnedHeapCharPointer, size)
      else {
        this.#encoder.encodeInto(passed, module.HEAPU8.subarray(at, at + size))
        module.HEAPU8[at + size - 1] = 0
      }
      const value = ffi.QTS_NewString(context, at as unknown as BorrowedHeapCharPointer)
      module._free(at)
      return value
    }
    const at = module._malloc(passed.length)
    if (at === 0) return UNDEFINED
    module.HEAPU8.set(passed, at)
    // The array buffer owns the memory from here on.
    return ffi.QTS_NewArrayBuffer(context, at as unknown as JSVoidPointer, passed.length)
  }
}
