import type { Names } from './names.js'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const SHORT = 32
/** From this share of the message on, bytes are handed out as a view of it instead of a copy. */
const MOVED_FROM_BYTES = 64 * 1024

/** Reads a response. */
export class Reader {
  #bytes: Uint8Array
  #view: DataView
  #at = 0
  #owned = false
  readonly names: Names

  constructor(names: Names) {
    this.names = names
    this.#bytes = new Uint8Array(0)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** Starts a message. `owned`: the bytes are nobody else's, so large parts need not be copied. */
  reset(bytes: Uint8Array, owned: boolean): void {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    this.#at = 0
    this.#owned = owned
  }

  u8(): number {
    return this.#bytes[this.#at++] as number
  }

  bool(): boolean {
    return this.u8() !== 0
  }

  i8(): number {
    return this.#view.getInt8(this.#at++)
  }

  u32(): number {
    this.#at += 4
    return this.#view.getUint32(this.#at - 4, true)
  }

  i32(): number {
    this.#at += 4
    return this.#view.getInt32(this.#at - 4, true)
  }

  i64(): bigint {
    this.#at += 8
    return this.#view.getBigInt64(this.#at - 8, true)
  }

  f64(): number {
    this.#at += 8
    return this.#view.getFloat64(this.#at - 8, true)
  }

  len(): number {
    let byte = this.u8()
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    for (let shift = 7; ; shift += 7) {
      byte = this.u8()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }

  str(): string {
    return this.#text(this.len())
  }

  #text(length: number): string {
    const end = this.#at + length
    if (length <= SHORT) {
      let text = ''
      let at = this.#at
      for (; at < end; at++) {
        const unit = this.#bytes[at] as number
        if (unit >= 0x80) break
        text += String.fromCharCode(unit)
      }
      if (at === end) {
        this.#at = end
        return text
      }
    }
    const text = decoder.decode(this.#bytes.subarray(this.#at, end))
    this.#at = end
    return text
  }

  optStr(): string | undefined {
    return this.bool() ? this.str() : undefined
  }

  name(): string {
    const id = this.len()
    if (id > 0) return this.names.get(id - 1)
    const length = this.len()
    const name = this.#text(length)
    this.names.add(name, length)
    return name
  }

  blob(): Uint8Array {
    const length = this.len()
    const view = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return this.#owned && length >= MOVED_FROM_BYTES ? view : view.slice()
  }

  /** Thirty-two hexadecimal digits from sixteen bytes. */
  uuid(): string {
    let hex = ''
    for (let i = 0; i < 16; i++) hex += this.u8().toString(16).padStart(2, '0')
    return hex
  }
}
