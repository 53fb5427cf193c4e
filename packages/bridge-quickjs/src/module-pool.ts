import { BridgeError, type MaybePromise } from '@interpreter-bridge/core'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'

const PAGE_BYTES = 65_536
/** What the builds of quickjs-emscripten declare as their smallest memory. */
const INITIAL_PAGES = 256

/** Emscripten grows a memory by a twentieth at least: one that has no room for that is full. */
const SMALLEST_GROWTH = 1.05

/** What instances are made of. */
export interface Build {
  readonly variant: QuickJSSyncVariant
  /** Default: what the variant loads. */
  readonly wasm: WebAssembly.Module | undefined
}

/** A module with a memory of its own, which cannot grow beyond what one guest may hold. */
export interface Instance {
  readonly module: QuickJSWASMModule
  readonly limitBytes: number
  /** Whether the memory has reached its bound: a trap was then a lack of memory. */
  isFull(): boolean
  /** Keeps the ballast alive. */
  readonly ballast: Disposable | undefined
}

/**
 * Instances by memory limit. QuickJS cannot count memory in WebAssembly (its allocator does not tell sizes there), so the
 * bound is the instance's memory itself: its maximum, and for small limits a ballast that fills what is free from the start.
 * One guest at a time has an instance; afterwards it is used again, unless it trapped or ran full.
 */
export class ModulePool {
  readonly #build: Build
  readonly #idle = new Map<number, Instance[]>()
  #freeBytes: Promise<number> | undefined

  constructor(build: Build) {
    this.#build = build
  }

  /** An instance for one guest; at once when one is idle. */
  take(limitBytes: number): MaybePromise<Instance> {
    return this.#idle.get(limitBytes)?.pop() ?? this.#create(limitBytes)
  }

  /** For an instance whose guest ended well. */
  giveBack(instance: Instance): void {
    const idle = this.#idle.get(instance.limitBytes) ?? []
    idle.push(instance)
    this.#idle.set(instance.limitBytes, idle)
  }

  async #create(limitBytes: number): Promise<Instance> {
    this.#freeBytes ??= this.#measureFree()
    const free = await this.#freeBytes
    const pages = INITIAL_PAGES + Math.max(0, Math.ceil((limitBytes - free) / PAGE_BYTES))
    const { module, memory } = await this.#load(pages)
    return {
      module,
      limitBytes,
      isFull: () => memory.buffer.byteLength * SMALLEST_GROWTH > pages * PAGE_BYTES,
      ballast: free > limitBytes ? fill(module, free - limitBytes) : undefined,
    }
  }

  async #load(maximum: number): Promise<{ module: QuickJSWASMModule; memory: WebAssembly.Memory }> {
    const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum })
    const { variant, wasm } = this.#build
    const bounded = newVariant(variant, { wasmMemory: memory, ...(wasm && { wasmModule: wasm }) })
    const module = await newQuickJSWASMModuleFromVariant(bounded)
    // One that `newVariant` has made before ignores it, and would grow to 2 GiB.
    if (module.getWasmMemory() !== memory) {
      throw new BridgeError(
        'invalid-argument',
        'the variant has a memory that no limit can bound; give a variant as its package exports it, and a compiled module as `wasm`',
      )
    }
    return { module, memory }
  }

  /** How much a guest can allocate in an instance that cannot grow: measured once, by filling one. */
  async #measureFree(): Promise<number> {
    const { module } = await this.#load(INITIAL_PAGES)
    const context = module.newContext()
    const fillUp = `(() => { const a = []; try { for (;;) a.push(new Uint8Array(${PAGE_BYTES})) } catch {} return a.length })()`
    const count = context.unwrapResult(context.evalCode(fillUp)).consume((handle) => context.getNumber(handle))
    return count * PAGE_BYTES
  }
}

/** Takes memory that no guest shall have, in a runtime of its own. */
function fill(module: QuickJSWASMModule, bytes: number): Disposable {
  const runtime = module.newRuntime()
  const context = runtime.newContext()
  const array = context.unwrapResult(context.evalCode(`new Uint8Array(${bytes})`))
  return {
    [Symbol.dispose]() {
      array.dispose()
      context.dispose()
      runtime.dispose()
    },
  }
}
