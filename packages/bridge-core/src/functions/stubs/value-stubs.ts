import { bytesOf } from '../../values/bytes.js'
import { isPyValue } from '../../values/py-value.js'

/** Declares names in Python by the values that they will have, such as a run's inputs. */
export function valueStubs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${typeOfValue(value)}\n`)
    .join('')
}

function typeOfValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
  }
  if (value === null || value === undefined || isPyValue(value)) return 'Any'
  if (Array.isArray(value)) return 'list[Any]'
  if (bytesOf(value as object)) return 'bytes'
  return value instanceof Set ? 'set[Any]' : 'dict[Any, Any]'
}
