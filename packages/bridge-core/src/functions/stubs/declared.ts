import type { HostFunction } from '../../host/host-function.js'
import type { HostFunctionSchema } from '../../host/host-schema.js'
import type { JsonSchema } from '../../host/json-schema.js'
import { isAwaitable } from '../awaitable.js'
import { CompiledSchema } from '../schema.js'
import type { Signature } from '../signature.js'
import { exportJsonSchema, isStandardSchema } from '../standard-schema.js'

/** What stubs can be given. */
export interface StubOptions {
  /** What functions without a `mode` of their own have: `blocking` where guests wait inside every call. */
  readonly mode?: HostFunction['mode'] | undefined
}

/** A function as a stub declares it, whatever its guest's language. */
export interface Declared {
  readonly name: string
  readonly description: string | undefined
  /** Undefined for a function that takes anything. */
  readonly signature: Signature | undefined
  /** The root that references in its parameters' schemas are relative to. */
  readonly jsonSchema: JsonSchema
  /** How a schema says bytes, and what guests pass for it. */
  readonly base64: 'bytes' | 'text' | 'either'
  readonly returns: string | JsonSchema | undefined
  /** Undefined where only a call can tell. */
  readonly awaitable: boolean | undefined
}

/** Reads a host function, or the schema of one. @throws BridgeError `invalid-argument` */
export function declared(given: HostFunction | HostFunctionSchema, { mode }: StubOptions): Declared {
  const fn = 'params' in given ? undefined : given
  const schema = fn ? fn.schema : (given as HostFunctionSchema)
  const name = schema.name.slice(schema.name.lastIndexOf('.') + 1)
  const { signature, jsonSchema } = new CompiledSchema({ ...schema, name })
  const { params, returns, description } = schema
  return {
    name,
    description,
    signature,
    jsonSchema,
    base64: Array.isArray(params) ? 'bytes' : isStandardSchema(params) ? 'text' : 'either',
    returns: isStandardSchema(returns) ? exportJsonSchema(returns) : returns,
    awaitable: fn ? isAwaitable(fn, mode) : mode === 'blocking' ? false : schema.async,
  }
}

/** Functions by the modules they are in: `tools.go` is `go` in `tools`. */
export interface Namespace<Item> {
  readonly items: Item[]
  readonly modules: Map<string, Namespace<Item>>
}

export function byModule<Item>(named: readonly (readonly [name: string, item: Item])[]): Namespace<Item> {
  const root: Namespace<Item> = { items: [], modules: new Map() }
  for (const [name, item] of named) {
    let at = root
    for (const module of name.split('.').slice(0, -1)) {
      const inner = at.modules.get(module) ?? { items: [], modules: new Map() }
      at.modules.set(module, inner)
      at = inner
    }
    at.items.push(item)
  }
  return root
}

/** The name under which a function or schema was given. */
export function nameOf(given: HostFunction | HostFunctionSchema): string {
  return 'params' in given ? given.name : given.schema.name
}
