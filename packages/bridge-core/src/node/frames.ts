/** The most that one frame may have, in bytes: more is refused before it is read. */
const MAX_FRAME_BYTES = 1 << 30
const HEAD_BYTES = 4

type OnFrame = (frame: Uint8Array, owned: boolean) => void

/** Puts frames together that arrive in pieces: four bytes of length, little-endian, then the contents. */
export class FrameReader {
  readonly #onFrame: OnFrame
  /** Less than a head. */
  #rest = new Uint8Array(0)
  /** A frame that spans several pieces, and how much of it is there. */
  #large: { readonly frame: Uint8Array; filled: number } | undefined

  /** `onFrame` gets the contents; `owned` where they are a copy that is nobody else's. */
  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame
  }

  /** @throws RangeError for a frame that is larger than any may be */
  push(piece: Uint8Array): void {
    let bytes = piece
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + piece.length)
      bytes.set(this.#rest)
      bytes.set(piece, this.#rest.length)
      this.#rest = new Uint8Array(0)
    }
    while (bytes.length > 0) {
      if (this.#large) {
        bytes = this.#fill(this.#large, bytes)
        continue
      }
      if (bytes.length < HEAD_BYTES) {
        this.#rest = bytes.slice()
        return
      }
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
      if (length > MAX_FRAME_BYTES) throw new RangeError(`a frame of ${length} bytes`)
      bytes = bytes.subarray(HEAD_BYTES)
      if (bytes.length < length) this.#large = { frame: new Uint8Array(length), filled: 0 }
      else {
        this.#onFrame(bytes.subarray(0, length), false)
        bytes = bytes.subarray(length)
      }
    }
  }

  #fill(large: { readonly frame: Uint8Array; filled: number }, bytes: Uint8Array): Uint8Array {
    const part = bytes.subarray(0, large.frame.length - large.filled)
    large.frame.set(part, large.filled)
    large.filled += part.length
    if (large.filled === large.frame.length) {
      this.#large = undefined
      this.#onFrame(large.frame, true)
    }
    return bytes.subarray(part.length)
  }
}

/** The contents with their head. */
export function frame(contents: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + contents.length)
  new DataView(bytes.buffer).setUint32(0, contents.length, true)
  bytes.set(contents, HEAD_BYTES)
  return bytes
}
