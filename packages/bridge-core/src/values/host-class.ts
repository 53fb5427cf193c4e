import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import type { HostFunction } from '../host/host-function.js'
import { HostSurface, type HostSurfaceDefinition } from './host-surface.js'

export interface HostClassDefinition extends HostSurfaceDefinition {
  /**
   * What runs when the guest calls the class, and returns a `HostObject` whose `class` is this one. Without it guests have
   * the class (for `isinstance`, for its attributes and methods), and cannot make instances.
   */
  readonly construct?: HostFunction
  /** Its instances are dataclasses: see {@link HostObjectDefinition.dataclass}. */
  readonly dataclass?: boolean
}

const known: KnownKeys<HostClassDefinition> = {
  name: true,
  attributes: true,
  methods: true,
  id: true,
  construct: true,
  dataclass: true,
}

/** What the wire knows of a host class. */
export interface HostClassIdentity {
  readonly id: string
  readonly name: string
  readonly dataclass: boolean
}

/**
 * A class of the host that the guest can hold, call, and ask `isinstance` for. An instance is one of exactly its class:
 * the engine knows no inheritance between classes of the host.
 */
export class HostClass extends HostSurface implements HostClassIdentity {
  readonly dataclass: boolean
  readonly construct: HostFunction | undefined

  constructor(definition: HostClassDefinition, standIn = false) {
    checkKeys(`host class ${definition.name}`, definition, known)
    super(definition, standIn)
    this.dataclass = definition.dataclass ?? false
    this.construct = definition.construct
  }

  get pyType(): 'hostclass' {
    return 'hostclass'
  }
}
