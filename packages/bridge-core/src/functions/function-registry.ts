import { BridgeError } from '../errors/errors.js'
import type { HostFunction } from '../host/host-function.js'
import type { HostModule } from '../host/host-module.js'
import type { HostFunctionSchema } from '../host/host-schema.js'
import type { PyModule } from '../values/classes.js'
import { isAwaitable } from './awaitable.js'
import { compileFunction, type RegisteredFunction } from './compile-function.js'
import { compileModule, type RegisteredModule } from './compile-module.js'

/** The host functions of a bridge, by name; those of modules as `module.name`. */
export class FunctionRegistry {
  readonly #functions = new Map<string, RegisteredFunction>()
  readonly #modules = new Map<string, RegisteredModule>()

  /** The functions that belong to no module. */
  get functions(): readonly HostFunction[] {
    return [...this.#functions].filter(([name]) => !name.includes('.')).map(([, { fn }]) => fn)
  }

  get modules(): readonly HostModule[] {
    return [...this.#modules.values()].map(({ module }) => module)
  }

  /** Functions of modules by their qualified names. */
  get schemas(): readonly HostFunctionSchema[] {
    return [...this.#functions].map(([name, { fn }]) => {
      const async = isAwaitable(fn)
      return async === fn.schema.async && name === fn.schema.name
        ? fn.schema
        : { ...fn.schema, name, ...(async === undefined ? {} : { async }) }
    })
  }

  get names(): readonly string[] {
    return [...this.#functions.keys()]
  }

  get(name: string): RegisteredFunction | undefined {
    return this.#functions.get(name)
  }

  /** What `import name` gives the guest. */
  importable(name: string): PyModule | undefined {
    return this.#modules.get(name)?.value
  }

  /** @throws BridgeError `duplicate-function`, `invalid-argument` */
  register(fn: HostFunction): void {
    const registered = compileFunction(fn)
    this.#checkFree(registered.schema.name)
    this.#functions.set(registered.schema.name, registered)
  }

  /** @throws BridgeError `duplicate-function`, `invalid-argument`, `value-unsupported` */
  registerModule(module: HostModule): void {
    const compiled = compileModule(module)
    this.#checkFree(module.name)
    for (const [name, fn] of compiled.functions) this.#functions.set(name, fn)
    this.#modules.set(module.name, compiled)
  }

  /** Effective for calls that are not dispatched yet. False where there was no such function or module. */
  unregister(name: string): boolean {
    for (const own of this.#modules.get(name)?.functions.keys() ?? []) this.#functions.delete(own)
    return this.#modules.delete(name) || this.#functions.delete(name)
  }

  #checkFree(name: string): void {
    if (!this.#functions.has(name) && !this.#modules.has(name)) return
    const what = this.#modules.has(name) ? 'module' : 'function'
    throw new BridgeError('duplicate-function', `a host ${what} named ${name} is registered; unregister it first`)
  }
}
