import type { HostParamType } from '../host/host-schema.js'
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

/** Undefined where `value` is of the type; otherwise the end of a sentence: `string, not a list`. */
export function checkParamType(type: HostParamType, value: unknown): string | undefined {
  return matches(type, value) ? undefined : `${type}, not ${describe(value)}`
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
