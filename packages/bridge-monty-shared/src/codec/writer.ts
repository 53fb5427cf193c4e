const encoder = new TextEncoder()
const SHORT = 48

/** Writes a request into the shared buffer, or into one of its own once the shared one is full. */
export class Writer {
  #bytes: Uint8Array
  #view: DataView
  #at = 0
  #own = false

  constructor(shared: Uint8Array) {
    this.#bytes = shared
    this.#view = new DataView(shared.buffer, shared.byteOffset, shared.byteLength)
  }

  /** Starts a request. */
  reset(shared: Uint8Array): void {
    if (this.#bytes !== shared) {
      this.#bytes = shared
      this.#view = new DataView(shared.buffer, shared.byteOffset, shared.byteLength)
    }
    this.#at = 0
    this.#own = false
  }

  get length(): number {
    return this.#at
  }

  /** What was written, until the next `reset`. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at)
  }

  /** The bytes, when they did not fit into the shared buffer. */
  get overflow(): Uint8Array | undefined {
    return this.#own ? this.#bytes.subarray(0, this.#at) : undefined
  }

  #reserve(count: number): void {
    const needed = this.#at + count
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
    this.#own = true
  }

  u8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#at++] = value
  }

  bool(value: boolean): void {
    this.u8(value ? 1 : 0)
  }

  u32(value: number): void {
    this.#reserve(4)
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  i32(value: number): void {
    this.#reserve(4)
    this.#view.setInt32(this.#at, value, true)
    this.#at += 4
  }

  i64(value: bigint): void {
    this.#reserve(8)
    this.#view.setBigInt64(this.#at, value, true)
    this.#at += 8
  }

  f64(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  len(value: number): void {
    this.#reserve(5)
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#at++] = rest
  }

  /** Leaves room for a length that is not known yet; {@link patchLen} fills it in. */
  reserveLen(): number {
    this.#reserve(5)
    const at = this.#at
    this.#at += 5
    return at
  }

  patchLen(at: number, value: number): void {
    for (let i = 0; i < 4; i++) this.#bytes[at + i] = ((value >>> (7 * i)) & 0x7f) | 0x80
    this.#bytes[at + 4] = value >>> 28
  }

  str(text: string): void {
    if (text.length <= SHORT && this.#ascii(text)) return
    const lengthAt = this.reserveLen()
    this.#reserve(text.length * 3)
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.#at))
    this.patchLen(lengthAt, written)
    this.#at += written
  }

  /** Writes a short text without the encoder; false, with nothing written, when it is not ASCII. */
  #ascii(text: string): boolean {
    this.#reserve(text.length + 1)
    const start = this.#at
    this.#bytes[this.#at++] = text.length
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (unit >= 0x80) {
        this.#at = start
        return false
      }
      this.#bytes[this.#at++] = unit
    }
    return true
  }

  optStr(text: string | undefined): void {
    this.bool(text !== undefined)
    if (text !== undefined) this.str(text)
  }

  blob(bytes: Uint8Array): void {
    this.len(bytes.length)
    this.raw(bytes)
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  /** Sixteen bytes from 32 hexadecimal digits. */
  uuid(hex: string): void {
    this.#reserve(16)
    for (let i = 0; i < 32; i += 2) this.#bytes[this.#at++] = Number.parseInt(hex.slice(i, i + 2), 16)
  }
}
