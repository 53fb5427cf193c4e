import { bytesOf } from './bytes.js'
import { isPyValue } from './py-value.js'

/** The name of the Python type that a value has, as an error message says it. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'NoneType'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'float'
    case 'string':
      return 'str'
  }
  if (value === null) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (isPyValue(value))
    return 'name' in value && !['function', 'type'].includes(value.pyType) ? String(value.name) : value.pyType
  if (bytesOf(value as object)) return 'bytes'
  if (value instanceof Set) return 'set'
  return value instanceof Date ? 'datetime' : 'dict'
}
