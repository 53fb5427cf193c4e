import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { PyInstance } from './classes.js'
import type { HostClass } from './host-class.js'
import { HostSurface, type HostSurfaceDefinition, idOf } from './host-surface.js'

/** What a {@link HostObject} shows to the guest. */
export interface HostObjectDefinition extends HostSurfaceDefinition {
  /** What goes to the guest with the object, so that reading it asks nobody. Assigning changes the guest's copy only. */
  readonly fields?: Readonly<Record<string, unknown>>
  /**
   * Equality and `repr` are by the fields, as a Python dataclass has them. Otherwise an object equals only itself. Default
   * false; with a `class` it is the class that says it.
   */
  readonly dataclass?: boolean
  /** Its class, for `isinstance`. Objects without one that have the same name share a class. */
  readonly class?: HostClass
}

const known: KnownKeys<HostObjectDefinition> = {
  name: true,
  attributes: true,
  methods: true,
  id: true,
  fields: true,
  dataclass: true,
  class: true,
}

/** What the wire knows of a host object besides its fields. Ids are 32 hexadecimal digits. */
export interface HostObjectIdentity {
  readonly id: string
  readonly classId: string
  readonly name: string
  readonly dataclass: boolean
}

/** An object of the host that the guest can hold: attribute reads and method calls reach the host. */
export class HostObject extends HostSurface implements HostObjectIdentity {
  readonly classId: string
  readonly dataclass: boolean
  readonly fields: ReadonlyMap<string, unknown>
  readonly class: HostClass | undefined
  /** False for one that only its id is known of: a guest was loaded that holds it, and the host has not made it. */
  readonly known: boolean

  /** With `identity`, it stands for an object that lives in another thread, or nowhere. */
  constructor(definition: HostObjectDefinition, identity?: HostObjectIdentity & { readonly known?: boolean }) {
    checkKeys(`host object ${definition.name}`, definition, known)
    super(identity ? { ...definition, id: identity.id } : definition, identity !== undefined)
    this.class = definition.class
    this.dataclass = identity?.dataclass ?? this.class?.dataclass ?? definition.dataclass ?? false
    this.classId = identity?.classId ?? this.class?.id ?? classIdOf(this.name, this.dataclass)
    this.fields = new Map(Object.entries(definition.fields ?? {}))
    this.known = identity?.known ?? true
    if (this.class && this.class.name !== this.name)
      throw new BridgeError('invalid-argument', `${this.name}: its class is called ${this.class.name}`)
    for (const name of this.fields.keys()) {
      this.checkMember(name)
      if (this.hasAttribute(name) || this.method(name))
        throw new BridgeError('invalid-argument', `${this.name}.${name} is both a field and an attribute or method`)
    }
  }

  /** Stands for an object that nobody here has made. */
  static unknown(id: string): HostObject {
    return new HostObject({ name: 'object' }, { id, classId: id, name: 'object', dataclass: false, known: false })
  }

  get pyType(): 'host' {
    return 'host'
  }
}

/** Whom a guest's attribute read or call can reach: `PyInstance` is one that the host has made, and has nothing else. */
export type HostReceiver = HostObject | HostClass | PyInstance

/** The same in every process: a guest that was dumped in one knows the class in another. */
function classIdOf(name: string, dataclass: boolean): string {
  return idOf(`${dataclass ? 'dataclass' : 'class'} ${name}`)
}
