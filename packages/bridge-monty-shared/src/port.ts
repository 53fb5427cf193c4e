import { BridgeError, type MaybePromise } from '@interpreter-bridge/core'
import { Names } from './codec/names.js'
import { Reader } from './codec/reader.js'
import { wireVersion } from './codec/tags.js'
import { Writer } from './codec/writer.js'
import { type ConnectPort, type RawPort, TAKE_OUTPUT } from './raw-port.js'

export type OnPrint = (stream: 'stdout' | 'stderr', text: string) => boolean

/** Why an instance trapped that was refused memory. */
export class OutOfMemory {
  constructor(readonly usedBytes: number) {}
}

/** Where a session's requests go: a port of this thread, or one in another process, which answers later. */
export interface MontyPort {
  /** Set once the engine behind the port has trapped or gone: nothing works on it any more. */
  readonly broken: BridgeError | undefined
  /** One request and its response. Prints go to `onPrint` while the guest runs; what that throws is thrown here. */
  exchange<T>(write: (out: Writer) => void, read: (input: Reader) => T, onPrint?: OnPrint): MaybePromise<T>
}

/** Exchanges messages with one Rust port: writes the request, lets it run, delivers prints, reads the response. */
export class Port implements MontyPort {
  readonly #raw: RawPort
  readonly #writer: Writer
  readonly #reader: Reader
  #onPrint: OnPrint | undefined
  /** What a print callback threw: it must not unwind through the interpreter. */
  #thrown: { error: unknown } | undefined
  #broken: BridgeError | undefined

  constructor(connect: ConnectPort) {
    this.#raw = connect((length) => this.#print(length))
    if (this.#raw.wireVersion !== wireVersion) {
      throw new BridgeError(
        'engine-missing',
        `the Monty binary speaks version ${this.#raw.wireVersion} of the messages, this package ${wireVersion}: build both from the same sources`,
      )
    }
    this.#writer = new Writer(this.#raw.input())
    this.#reader = new Reader(new Names())
  }

  get broken(): BridgeError | undefined {
    return this.#broken
  }

  exchange<T>(write: (out: Writer) => void, read: (input: Reader) => T, onPrint?: OnPrint): T {
    if (this.#broken) throw this.#broken
    this.#writer.reset(this.#raw.input())
    write(this.#writer)
    // A print callback may come back in with another session's turn.
    const outerPrint = this.#onPrint
    const outerThrown = this.#thrown
    this.#onPrint = onPrint
    this.#thrown = undefined
    try {
      this.#open(this.#enter(this.#writer.overflow))
      const response = read(this.#reader)
      this.#rethrow()
      return response
    } finally {
      this.#onPrint = outerPrint
      this.#thrown = outerThrown
    }
  }

  #rethrow(): void {
    if (this.#thrown) throw this.#thrown.error
  }

  #enter(overflow: Uint8Array | undefined): number {
    try {
      return overflow ? this.#raw.turnWith(overflow) : this.#raw.turn(this.#writer.length)
    } catch (error) {
      // A WebAssembly trap: the instance is in no defined state. (A native panic is a response, and throws nothing.)
      const what =
        error instanceof RangeError ? 'its stack overflowed' : error instanceof Error ? error.message : String(error)
      const refused = this.#raw.refusedBytes?.() ?? 0
      const cause = refused > 0 ? new OutOfMemory(refused) : error
      this.#broken = new BridgeError('engine-crashed', `the interpreter trapped: ${what}`, { cause })
      throw this.#broken
    }
  }

  #open(length: number): void {
    if (length === TAKE_OUTPUT) this.#reader.reset(this.#raw.takeOutput(), true)
    else this.#reader.reset(this.#raw.output(), false)
  }

  #print(length: number): boolean {
    const onPrint = this.#onPrint
    if (!onPrint || this.#thrown) return false
    try {
      this.#open(length)
      const stream = this.#reader.u8() === 0 ? 'stdout' : 'stderr'
      return onPrint(stream, this.#reader.str())
    } catch (error) {
      this.#thrown = { error }
      return false
    }
  }
}
