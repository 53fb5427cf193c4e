import { HostClass } from './host-class.js'
import { HostObject, type HostObjectIdentity } from './host-object.js'
import type { Json } from './json.js'
import { nodeToJson, parcelFromJson } from './json-table.js'
import { pack, unpack } from './parcel.js'
import { toPlain } from './to-plain.js'

export interface ToJsonOptions {
  /** Keep every type, for `valueFromJson` or `eventFromJson`, instead of writing for readers. Default false. */
  readonly lossless?: boolean
}

export interface FromJsonOptions {
  /** The host's own object for an identity. Without it, or where it finds none, one without attributes stands for it. */
  readonly hostObject?: ResolveHostObject
}

/** Finds the host's object of an identity. */
export type ResolveHostObject = (identity: HostObjectIdentity) => HostObject | undefined

const MAX_DEPTH = 256

/**
 * A value as JSON. By default `toPlain`. With `lossless`, what JSON can hold is itself, and anything else `{ "$": […] }`, a
 * table of nodes that keeps Python's types, bigints, bytes, dates, maps, undefined, errors, and what is shared; `valueFromJson` reads it.
 */
export function valueToJson(value: unknown, options: ToJsonOptions = {}): Json {
  if (options.lossless !== true) return toPlain(value)
  const isKept = typeof value === 'object' ? isJson(value, 0, new Set()) : isJsonScalar(value)
  return isKept ? (value as Json) : { $: pack(value).map(nodeToJson) }
}

/**
 * The value that `valueToJson` wrote with `lossless`. Functions come as `PyFunction`, symbols as text, errors without the
 * stack, what contained itself as a `PyCycle`.
 * @throws BridgeError `invalid-argument` for anything else
 */
export function valueFromJson(json: unknown, options: FromJsonOptions = {}): unknown {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, '$')) return json
  return unpack(parcelFromJson(Reflect.get(json, '$')), {
    object: (identity, fields, cls) =>
      options.hostObject?.(identity) ??
      new HostObject({ name: identity.name, fields, ...(cls && { class: cls }) }, identity),
    class: (identity) => new HostClass(identity, true),
    instance: (value) => value,
  })
}

function isJsonScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  return typeof value === 'string' || typeof value === 'boolean' || value === null
}

/** Whether JSON keeps a value as it is, and it cannot be taken for a table. */
function isJson(value: unknown, depth: number, seen: Set<object>): boolean {
  if (typeof value !== 'object' || value === null) return isJsonScalar(value)
  if (seen.has(value) || depth >= MAX_DEPTH) return false
  seen.add(value)
  const inner = (item: unknown): boolean => isJson(item, depth + 1, seen)
  if (Array.isArray(value)) return !Object.isFrozen(value) && Array.from(value).every(inner)
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  return Object.entries(value).every(([key, item]) => key !== '$' && key !== '__proto__' && inner(item))
}
