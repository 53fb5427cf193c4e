import { QuickJSWASMModule } from 'quickjs-emscripten-core'

/** What a build of quickjs-emscripten exports, as far as it is used directly. */
export type EmscriptenModule = ConstructorParameters<typeof QuickJSWASMModule>[0]
export type Ffi = ConstructorParameters<typeof QuickJSWASMModule>[1]

const PAGE_BYTES = 65_536
/** Where the stack's unused part is left out of an image: any other run of zeros is shorter. */
const LARGE_GAP = 1 << 20
/** A text that is longer than what lies unused at the start of the memory is written only where there is room for it. */
const SMALL_TEXT_BYTES = 1000

/** What the host gave does not fit into the guest's memory. */
export class OutOfMemory extends Error {}

/** Addresses, the end excluded. */
export interface Range {
  readonly start: number
  readonly end: number
}

interface Part {
  readonly at: number
  readonly bytes: Uint8Array
}

/**
 * A WebAssembly instance, whose memory is bounded for one guest at a time and can be set back to an image of itself.
 * QuickJS cannot count memory in WebAssembly (its allocator does not tell sizes there), so the bound is the memory's:
 * how far it may grow, and for small limits a ballast that takes what is free already.
 */
export class Instance {
  readonly quickjs: QuickJSWASMModule
  readonly module: EmscriptenModule
  readonly ffi: Ffi
  readonly #memory: WebAssembly.Memory
  readonly #attemptsPerRefusal: number
  #maxBytes = Number.POSITIVE_INFINITY
  #refused = 0
  #image: readonly Part[] = []

  constructor(module: EmscriptenModule, ffi: Ffi) {
    this.quickjs = new QuickJSWASMModule(module, ffi)
    this.module = module
    this.ffi = ffi
    this.#memory = this.quickjs.getWasmMemory()
    const grow = this.#memory.grow.bind(this.#memory)
    // Emscripten grows the memory through this property only, and tries with less when it is refused.
    this.#memory.grow = (pages) => {
      if (this.#memory.buffer.byteLength + pages * PAGE_BYTES > this.#maxBytes) {
        this.#refused++
        throw new RangeError('the guest may hold no more memory')
      }
      const before = grow(pages)
      this.#refused = Math.floor(this.#refused / this.#attemptsPerRefusal) * this.#attemptsPerRefusal
      return before
    }
    this.#attemptsPerRefusal = 1
    this.#maxBytes = 0
    // The first refusal is not like the others: the allocator tries twice.
    for (let i = 0; i < 2; i++) {
      this.#refused = 0
      module._free(module._malloc(this.bytes))
    }
    this.#attemptsPerRefusal = Math.max(this.#refused, 1)
    this.#refused = 0
    this.#maxBytes = Number.POSITIVE_INFINITY
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength
  }

  /** How often the allocator found no memory since the image was restored: the one sign of a lack of it. */
  get refusals(): number {
    return Math.floor(this.#refused / this.#attemptsPerRefusal)
  }

  /** Remembers everything as it is now. */
  capture(): void {
    const memory = new Uint8Array(this.#memory.buffer)
    const end = this.#top()
    const gap = largeGap(new Int32Array(this.#memory.buffer, 0, end >> 2))
    this.#image = [
      { at: 0, bytes: memory.slice(0, gap.start) },
      { at: gap.end, bytes: memory.slice(gap.end, end) },
    ]
  }

  /** Sets everything back to the image, whatever a guest has done since. */
  restore(): void {
    const memory = new Uint8Array(this.#memory.buffer)
    for (const { at, bytes } of this.#image) memory.set(bytes, at)
    this.#refused = 0
  }

  /** From here on the guest may allocate this much. */
  bound(limitBytes: number): void {
    this.#maxBytes = Number.POSITIVE_INFINITY
    const free = this.bytes - this.#top()
    // Nobody needs the ballast's address: the next image has no ballast.
    if (free > limitBytes) this.module._malloc(free - limitBytes)
    this.#maxBytes = this.bytes + Math.max(0, Math.ceil((limitBytes - free) / PAGE_BYTES)) * PAGE_BYTES
  }

  /** Whether a text fits; QuickJS itself would write it nonetheless. */
  hasRoomFor(text: string): boolean {
    if (text.length * 3 < SMALL_TEXT_BYTES) return true
    return this.hasRoom(this.module.lengthBytesUTF8(text) + 1)
  }

  hasRoom(bytes: number): boolean {
    const at = this.module._malloc(bytes)
    if (at !== 0) this.module._free(at)
    return at !== 0
  }

  /** A part of the memory as 32-bit words, until it grows. */
  words({ start, end }: Range): Int32Array {
    return new Int32Array(this.#memory.buffer, start & ~3, (end - start) >> 2)
  }

  /** What the image has behind the stack. */
  get heap(): Range {
    const { at, bytes } = this.#image.at(-1) as Part
    return { start: at, end: at + bytes.length }
  }

  /** Where what is allocated ends. */
  #top(): number {
    const at = this.module._malloc(PAGE_BYTES)
    this.module._free(at)
    return at
  }
}

/** The stack's unused part, in bytes; nothing where there is none, which costs time and no more. */
function largeGap(words: Int32Array): Range {
  for (let start = words.indexOf(0); start >= 0; start = words.indexOf(0, start)) {
    let end = start
    while (words[end] === 0) end++
    if (end - start > LARGE_GAP / 4) return { start: start * 4, end: end * 4 }
    start = end
  }
  return { start: 0, end: 0 }
}
