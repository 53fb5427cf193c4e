import type { HostItem, HostParamType, HostType } from '../host/host-schema.js'
import { PyTuple } from '../values/collections.js'
import { isPyValue } from '../values/py-value.js'
import { PyFloat } from '../values/scalars.js'

/** Each type as JSON Schema. */
export const paramTypeJsonSchema: Readonly<Record<HostParamType, Readonly<Record<string, unknown>>>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  bytes: { type: 'string', contentEncoding: 'base64' },
  list: { type: 'array' },
  map: { type: 'object' },
  any: {},
}

/** Undefined where `value` is of the type; otherwise the end of a sentence: `string, not list`. */
export function mismatch(type: HostParamType, value: unknown): string | undefined {
  return matches(type, value) ? undefined : `${type}, not ${describe(value)}`
}

/** A value of the type it must have, or what is wrong, and where in it. */
export type Typed = { readonly value: unknown } | { readonly problem: string; readonly path: string }

/** Checks a value. A tuple in place of a list becomes a list; a Map whose values have a type becomes an object. */
export function takeTyped(type: HostType, value: unknown, path = ''): Typed {
  if (value === null && type.nullable) return { value }
  const problem = mismatch(type.type, value)
  if (problem !== undefined) return { problem, path }
  if (type.type === 'list') return takeList(type.items, value as Iterable<unknown>, path)
  return type.type === 'map' && type.values !== undefined ? takeMap(type.values, value as object, path) : { value }
}

/** An item's type in full. */
export function itemType(item: HostItem): HostType {
  return typeof item === 'string' ? { type: item } : item
}

function takeList(items: HostItem | undefined, value: Iterable<unknown>, path: string): Typed {
  const list = Array.isArray(value) ? value : [...value]
  if (items === undefined) return { value: list }
  const type = itemType(items)
  const taken: unknown[] = []
  for (let i = 0; i < list.length; i++) {
    const item = takeTyped(type, list[i], `${path}[${i}]`)
    if ('problem' in item) return item
    taken.push(item.value)
  }
  return { value: taken }
}

function takeMap(values: HostItem, value: object, path: string): Typed {
  const type = itemType(values)
  const entries: [string, unknown][] = []
  for (const [key, item] of value instanceof Map ? value : Object.entries(value)) {
    if (typeof key !== 'string') return { problem: `map with string keys, not with ${describe(key)} ones`, path }
    const taken = takeTyped(type, item, `${path}[${JSON.stringify(key)}]`)
    if ('problem' in taken) return taken
    entries.push([key, taken.value])
  }
  return { value: Object.fromEntries(entries) }
}

function matches(type: HostParamType, value: unknown): boolean {
  switch (type) {
    case 'any':
      return true
    case 'string':
    case 'boolean':
      return typeof value === type
    case 'integer':
      return Number.isInteger(value) || typeof value === 'bigint'
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat
    case 'bytes':
      return value instanceof Uint8Array
    case 'list':
      return Array.isArray(value) || value instanceof PyTuple
    case 'map':
      return value instanceof Map || describe(value) === 'map'
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Uint8Array) return 'bytes'
  if (isPyValue(value)) return value.pyType
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number'
    case 'bigint':
      return 'integer'
    case 'object':
      return 'map'
    default:
      return typeof value
  }
}
