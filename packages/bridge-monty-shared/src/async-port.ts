import { BridgeError } from '@interpreter-bridge/core'
import { Names } from './codec/names.js'
import { Reader } from './codec/reader.js'
import { wireVersion } from './codec/tags.js'
import { Writer } from './codec/writer.js'
import type { MontyPort, OnPrint } from './port.js'

/** The kinds of frames that come from `crates/monty-worker`. */
const HELLO = 0
const RESPONSE = 1
const PRINT = 2

const BUFFER_BYTES = 64 * 1024

interface Asked {
  readonly read: (input: Reader) => unknown
  readonly onPrint: OnPrint | undefined
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/**
 * A Rust port in another process: requests go out in order, responses come back in order. Nothing that comes back is
 * trusted: a frame that cannot be read breaks the port.
 */
export class AsyncPort implements MontyPort {
  readonly #send: (request: Uint8Array) => void
  readonly #onBroken: (error: BridgeError) => void
  readonly #buffer = new Uint8Array(BUFFER_BYTES)
  readonly #writer = new Writer(this.#buffer)
  readonly #reader = new Reader(new Names())
  readonly #asked: Asked[] = []
  #broken: BridgeError | undefined
  #walls: readonly string[] | undefined
  #greeted: (() => void) | undefined
  /** Resolves when the process has said that it is there. */
  readonly greeted = new Promise<void>((resolve) => {
    this.#greeted = resolve
  })

  /** `send` must not keep the request's bytes. `onBroken` is called once, for what comes from the other side. */
  constructor(send: (request: Uint8Array) => void, onBroken: (error: BridgeError) => void) {
    this.#send = send
    this.#onBroken = onBroken
  }

  get broken(): BridgeError | undefined {
    return this.#broken
  }

  /** The walls that the process has built around itself; absent until it has said so. */
  get walls(): readonly string[] | undefined {
    return this.#walls
  }

  /** How many requests have no response yet. */
  get waiting(): number {
    return this.#asked.length
  }

  exchange<T>(write: (out: Writer) => void, read: (input: Reader) => T, onPrint?: OnPrint): Promise<T> {
    if (this.#broken) return Promise.reject(this.#broken)
    this.#writer.reset(this.#buffer)
    write(this.#writer)
    return new Promise<T>((resolve, reject) => {
      this.#asked.push({ read, onPrint, resolve, reject })
      this.#send(this.#writer.written)
    })
  }

  /** A frame has come. `owned`: its bytes are nobody else's. */
  receive(frame: Uint8Array, owned: boolean): void {
    if (this.#broken) return
    const [kind] = frame
    const bytes = frame.subarray(1)
    try {
      if (this.#walls === undefined) this.#greet(kind, bytes)
      else if (kind === PRINT) this.#print(bytes)
      else if (kind === RESPONSE) this.#respond(bytes, owned)
      else throw new Error(`a frame of kind ${kind}`)
    } catch (error) {
      this.#break(error)
    }
  }

  /** Everybody who waits gets the error; nothing works any more. */
  fail(error: BridgeError): void {
    if (this.#broken) return
    this.#broken = error
    for (const { reject } of this.#asked.splice(0)) reject(error)
    // Whoever waits for it asks next, and gets the error.
    this.#greeted?.()
  }

  #greet(kind: number | undefined, bytes: Uint8Array): void {
    if (kind !== HELLO) throw new Error('no greeting')
    this.#reader.reset(bytes, false)
    const version = this.#reader.u32()
    if (version !== wireVersion) {
      const what = `the Monty worker speaks version ${version} of the messages, this package ${wireVersion}`
      throw new BridgeError('engine-missing', `${what}: build both from the same sources`)
    }
    this.#walls = new TextDecoder().decode(bytes.subarray(4)).split(',').filter(Boolean)
    this.#greeted?.()
  }

  #print(bytes: Uint8Array): void {
    this.#reader.reset(bytes, false)
    const stream = this.#reader.u8() === 0 ? 'stdout' : 'stderr'
    // False stops the guest: whoever said so has also asked for its end.
    this.#asked[0]?.onPrint?.(stream, this.#reader.str())
  }

  #respond(bytes: Uint8Array, owned: boolean): void {
    const asked = this.#asked.shift()
    if (!asked) throw new Error('an answer to nothing')
    this.#reader.reset(bytes, owned)
    try {
      asked.resolve(asked.read(this.#reader) as never)
    } catch (error) {
      asked.reject(error instanceof BridgeError ? error : this.#break(error))
    }
  }

  #break(error: unknown): BridgeError {
    const broken =
      error instanceof BridgeError
        ? error
        : new BridgeError('engine-crashed', `the interpreter's process sent what cannot be read: ${String(error)}`)
    this.fail(broken)
    this.#onBroken(broken)
    return broken
  }
}
