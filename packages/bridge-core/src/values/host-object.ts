import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { HostFunction } from '../host/host-function.js'
import { PyValue } from './py-value.js'

/** What a {@link HostObject} shows to the guest. Nothing else of the host is visible through it. */
export interface HostObjectDefinition {
  /** The class name the guest sees. */
  readonly name: string
  /** Values, or functions without parameters that are asked each time the guest reads the attribute. */
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly methods?: readonly HostFunction[]
}

const known: KnownKeys<HostObjectDefinition> = { name: true, attributes: true, methods: true }

/** What the wire knows of a host object. Ids are 32 hexadecimal digits. */
export interface HostObjectIdentity {
  readonly id: string
  readonly classId: string
  readonly name: string
}

/** An object of the host that the guest can hold: attribute reads and method calls reach the host. */
export class HostObject extends PyValue implements HostObjectIdentity {
  readonly name: string
  readonly id: string
  readonly classId: string
  readonly #attributes: ReadonlyMap<string, unknown>
  readonly #methods: ReadonlyMap<string, HostFunction>

  /** With `identity`, it stands for an object that lives in another thread. */
  constructor(definition: HostObjectDefinition, identity?: HostObjectIdentity) {
    super()
    checkKeys(`host object ${definition.name}`, definition, known)
    this.name = definition.name
    this.id = identity?.id ?? randomId()
    this.classId = identity?.classId ?? classIdOf(definition.name)
    this.#attributes = new Map(Object.entries(definition.attributes ?? {}))
    this.#methods = new Map(definition.methods?.map((method) => [method.schema.name, method]))
    for (const name of [...this.#attributes.keys(), ...this.#methods.keys()]) {
      if (name.startsWith('_')) {
        throw new BridgeError('invalid-argument', `${this.name}.${name}: names that begin with _ never reach the host`)
      }
      if (this.#attributes.has(name) && this.#methods.has(name)) {
        throw new BridgeError('invalid-argument', `${this.name}.${name} is both an attribute and a method`)
      }
    }
  }

  get pyType(): 'host' {
    return 'host'
  }

  toJSON(): unknown {
    return { name: this.name, id: this.id }
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
}

const classIds = new Map<string, string>()

function classIdOf(name: string): string {
  let id = classIds.get(name)
  if (!id) {
    id = randomId()
    classIds.set(name, id)
  }
  return id
}

/** An identity on the wire. */
export function randomId(): string {
  return crypto.randomUUID().replaceAll('-', '')
}
