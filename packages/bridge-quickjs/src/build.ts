import { BridgeError, isPromise, type MaybePromise } from '@interpreter-bridge/core'
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core'
import { type EmscriptenModule, Instance } from './instance.js'

/** Loads one instance; `argument` is what Emscripten calls the module object. */
type Load = (argument?: object) => Promise<EmscriptenModule>
type FfiClass = new (module: EmscriptenModule) => ConstructorParameters<typeof Instance>[1]

/** How many may be made at once without waiting, one inside the other. */
const SHELLS = 2

/** Emscripten's half of an instance, which waits for WebAssembly's. */
interface Shell {
  readonly module: EmscriptenModule
  readonly imports: WebAssembly.Imports
  readonly complete: (instance: WebAssembly.Instance) => void
}

/**
 * Makes instances of one build. Emscripten makes them asynchronously; where the compiled module is at hand, its part is
 * done in advance, and what is left of making one is synchronous.
 */
export class Build {
  readonly #load: Load
  readonly #Ffi: FfiClass
  readonly #compiled: WebAssembly.Module | undefined
  readonly #shells: Shell[] = []

  private constructor(load: Load, Ffi: FfiClass, compiled: WebAssembly.Module | undefined) {
    this.#load = load
    this.#Ffi = Ffi
    this.#compiled = compiled
  }

  static async load(variant: QuickJSSyncVariant, compiled?: MaybePromise<WebAssembly.Module>): Promise<Build> {
    const [load, Ffi, module] = await Promise.all([variant.importModuleLoader(), variant.importFFI(), compiled])
    const build = new Build(unwrap<Load>(load), unwrap<FfiClass>(Ffi), module)
    await build.#refill()
    return build
  }

  /** At once where it can be. */
  make(): MaybePromise<Instance> {
    const shell = this.#shells.pop()
    if (!shell || !this.#compiled) {
      const argument = { printErr: silent }
      return this.#load(argument).then((module) => {
        if ((module as object) !== argument) throw customised()
        return new Instance(module, new this.#Ffi(module))
      })
    }
    shell.complete(new WebAssembly.Instance(this.#compiled, shell.imports))
    const refilled = this.#refill()
    if (isPromise(refilled)) refilled.catch(silent)
    return new Instance(shell.module, new this.#Ffi(shell.module))
  }

  async #refill(): Promise<void> {
    if (!this.#compiled) return
    while (this.#shells.length < SHELLS) this.#shells.push(await this.#shell())
  }

  #shell(): Promise<Shell> {
    return new Promise((resolve, reject) => {
      const module = {
        printErr: silent,
        instantiateWasm(imports: WebAssembly.Imports, complete: Shell['complete']): object {
          resolve({ module: module as unknown as EmscriptenModule, imports, complete })
          return {}
        },
      }
      // A promise that comes to an end did so without us.
      this.#load(module).then(() => reject(customised()), reject)
    })
  }
}

/** One that `newVariant` has made ignores what it is called with. */
function customised(): BridgeError {
  return new BridgeError(
    'invalid-argument',
    'the variant has a memory that no limit can bound; give a variant as its package exports it, and a compiled module as `wasm`',
  )
}

/** Emscripten writes to the console when an instance fails, which is reported as an error anyway. */
function silent(): void {}

/** Some bundlers wrap a default export once more; a CommonJS one can be its own default. */
function unwrap<T>(loaded: unknown): T {
  const inner = defaultOf(loaded)
  return (inner === loaded ? loaded : defaultOf(inner)) as T
}

function defaultOf(loaded: unknown): unknown {
  return (loaded as { default?: unknown }).default ?? loaded
}
