import { BridgeError } from '../errors/errors.js'
import type { HostFunction } from '../host/host-function.js'
import { PyValue } from './py-value.js'

/** What the guest sees of an object or a class of the host. Nothing else of the host is visible through it. */
export interface HostSurfaceDefinition {
  /** The class name the guest sees. */
  readonly name: string
  /** Values, or functions without parameters that are asked each time the guest reads the attribute. */
  readonly attributes?: Readonly<Record<string, unknown>>
  /** What the guest can call. One named `__call__` is called when the guest calls the object itself. */
  readonly methods?: readonly HostFunction[]
  /**
   * 32 hexadecimal digits; by default random. A guest that was dumped finds the object of that id again, in another process
   * too, where the host has made it before.
   */
  readonly id?: string
}

/** The objects and classes of this process, by id: what a guest that was loaded holds is found again. */
const living = new Map<string, WeakRef<HostSurface>>()
const forget = new FinalizationRegistry<string>((id) => {
  if (!living.get(id)?.deref()) living.delete(id)
})

/** What host objects and host classes share: a name, an identity, attributes and methods. */
export abstract class HostSurface extends PyValue {
  readonly name: string
  readonly id: string
  readonly #attributes: ReadonlyMap<string, unknown>
  readonly #methods: ReadonlyMap<string, HostFunction>

  /** `standIn`: it stands for one that lives in another thread, and is not found by its id. */
  protected constructor(definition: HostSurfaceDefinition, standIn: boolean) {
    super()
    const { name, id = randomId(), attributes = {}, methods = [] } = definition
    if (typeof name !== 'string' || name === '') throw invalid('the class name of a host object must be a text')
    if (!isId(id)) throw invalid(`${name}: an id is 32 hexadecimal digits, not ${String(id)}`)
    this.name = name
    this.id = id
    this.#attributes = new Map(Object.entries(attributes))
    this.#methods = new Map(methods.map((method) => [method.schema.name, method]))
    for (const member of [...this.#attributes.keys(), ...this.#methods.keys()]) this.checkMember(member)
    for (const method of this.#methods.keys()) {
      if (this.#attributes.has(method)) throw invalid(`${name}.${method} is both an attribute and a method`)
    }
    if (standIn) return
    living.set(id, new WeakRef<HostSurface>(this))
    forget.register(this, id)
  }

  /** The names of its attributes and methods. */
  get memberNames(): readonly string[] {
    return [...this.#attributes.keys(), ...this.#methods.keys()]
  }

  method(name: string): HostFunction | undefined {
    return this.#methods.get(name)
  }

  hasAttribute(name: string): boolean {
    return this.#attributes.has(name)
  }

  /** The attribute's value now. */
  attribute(name: string): unknown {
    const value = this.#attributes.get(name)
    return typeof value === 'function' ? value() : value
  }

  toJSON(): unknown {
    return { name: this.name, id: this.id }
  }

  protected checkMember(name: string): void {
    if (name.startsWith('_') && !(name === '__call__' && this.#methods.has(name)))
      throw invalid(`${this.name}.${name}: names that begin with _ never reach the host`)
  }

  /** The object or class of this process that has an id. */
  static living(id: string): HostSurface | undefined {
    return living.get(id)?.deref()
  }
}

function invalid(message: string): BridgeError {
  return new BridgeError('invalid-argument', message)
}

/** An identity on the wire. */
export function randomId(): string {
  return crypto.randomUUID().replaceAll('-', '')
}

/** The same identity for the same text, everywhere: 128 bits of FNV-1a. */
export function idOf(text: string): string {
  return [1, 2, 3, 4]
    .map((seed) => {
      let hash = 0x811c9dc5 ^ seed
      for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
      return (hash >>> 0).toString(16).padStart(8, '0')
    })
    .join('')
}

export function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[0-9a-f]{32}$/.test(id)
}
