import { BridgeError } from '../errors/errors.js'
import type { HostFunction } from '../host/host-function.js'
import type { HostModule } from '../host/host-module.js'
import type { HostFunctionSchema } from '../host/host-schema.js'
import type { PyModule } from '../values/classes.js'
import { HostClass } from '../values/host-class.js'
import { isAwaitable } from './awaitable.js'
import { compileFunction, type RegisteredFunction } from './compile-function.js'
import { compileModule, type RegisteredModule } from './compile-module.js'
import { type GuestLanguage, isIdentifier, toIdentifier, whyNoIdentifier } from './identifier.js'
import { moduleTree } from './module-tree.js'
import { pythonBuiltins } from './python-builtins.js'

/** The host functions and classes of a bridge, by name; the functions of modules as `module.name`. */
export class FunctionRegistry {
  readonly #functions = new Map<string, RegisteredFunction>()
  readonly #modules = new Map<string, RegisteredModule>()
  readonly #classes = new Map<string, HostClass>()
  /** What was imported, by top-level name, until a module comes or goes. */
  readonly #importable = new Map<string, PyModule | undefined>()
  readonly #language: GuestLanguage
  readonly #mode: HostFunction['mode']

  /** `mode` is for functions that have none of their own. */
  constructor(language: GuestLanguage, mode?: HostFunction['mode']) {
    this.#language = language
    this.#mode = mode
  }

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
      const async = isAwaitable(fn, this.#mode)
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

  /** A class that guests have as a global name. */
  class(name: string): HostClass | undefined {
    return this.#classes.get(name)
  }

  get classes(): readonly HostClass[] {
    return [...this.#classes.values()]
  }

  /** What the guest's import of a top-level module finds. */
  importable(name: string): PyModule | undefined {
    if (!this.#importable.has(name)) this.#importable.set(name, moduleTree(name, this.#modules))
    return this.#importable.get(name)
  }

  /** @throws BridgeError `duplicate-function`, `invalid-argument` */
  register(fn: HostFunction): void {
    const registered = compileFunction(fn)
    this.#checkWritable(registered.schema.name)
    this.#checkFree(registered.schema.name)
    this.#functions.set(registered.schema.name, registered)
  }

  /** @throws BridgeError `duplicate-function`, `invalid-argument`, `value-unsupported` */
  registerModule(module: HostModule): void {
    const compiled = compileModule(module)
    this.#checkFree(module.name)
    this.#checkMembers(module.name, compiled)
    for (const [name, fn] of compiled.functions) this.#functions.set(name, fn)
    this.#modules.set(module.name, compiled)
    this.#importable.clear()
  }

  /** @throws BridgeError `duplicate-function`, `invalid-argument` */
  registerClass(cls: HostClass): void {
    if (!(cls instanceof HostClass)) throw new BridgeError('invalid-argument', 'registerClass needs a HostClass')
    if (!isIdentifier(cls.name, 'python'))
      throw new BridgeError('invalid-argument', `guests cannot write the class name ${JSON.stringify(cls.name)}`)
    // Guests would get Python's own: only functions are bound before a program starts.
    if (pythonBuiltins.has(cls.name))
      throw new BridgeError('invalid-argument', `a host class cannot take the place of Python's own ${cls.name}`)
    this.#checkFree(cls.name)
    this.#classes.set(cls.name, cls)
  }

  /** Effective for calls that are not dispatched yet. False where there was no such function, module or class. */
  unregister(name: string): boolean {
    for (const own of this.#modules.get(name)?.functions.keys() ?? []) this.#functions.delete(own)
    this.#importable.clear()
    return this.#modules.delete(name) || this.#classes.delete(name) || this.#functions.delete(name)
  }

  /** A submodule is an attribute of its package, which must not have another one of that name. */
  #checkMembers(name: string, compiled: RegisteredModule): void {
    const parts = name.split('.')
    const own = parts.pop() as string
    if (this.#modules.get(parts.join('.'))?.members.has(own))
      throw new BridgeError('duplicate-function', `the host module ${parts.join('.')} has a ${own} that is no module`)
    for (const member of compiled.members.keys()) {
      if ([...this.#modules.keys()].some((known) => `${known}.`.startsWith(`${name}.${member}.`)))
        throw new BridgeError('duplicate-function', `a host module named ${name}.${member} is registered`)
    }
  }

  /** A function that no guest can call is refused. One with the name of a builtin takes its place. */
  #checkWritable(name: string): void {
    const why = whyNoIdentifier(name, this.#language)
    if (why === undefined) return
    const instead = toIdentifier(name, this.#language)
    throw new BridgeError(
      'invalid-argument',
      `no guest could call the host function ${name}: ${why}; register it as ${instead}, or through guestNames`,
    )
  }

  #checkFree(name: string): void {
    const what = this.#modules.has(name) ? 'module' : this.#classes.has(name) ? 'class' : 'function'
    if (what === 'function' && !this.#functions.has(name)) return
    throw new BridgeError('duplicate-function', `a host ${what} named ${name} is registered; unregister it first`)
  }
}
