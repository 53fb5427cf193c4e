import { bytesOf } from './bytes.js'
import type { PyInstance } from './classes.js'
import { PySet } from './collections.js'
import { HostObject } from './host-object.js'
import { isPyValue } from './py-value.js'
import { PyDecimal } from './scalars.js'

/**
 * The Python type of a value that cannot be an element of a set or a key of a dict; undefined for one that can, as far as
 * its own type says it: a tuple can when its items can.
 */
export function unhashable(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return 'list'
  if (value instanceof Map) return 'dict'
  if (value instanceof Set || value instanceof PySet) return 'set'
  if (bytesOf(value) || value instanceof Date) return undefined
  if (value instanceof HostObject) return value.name
  if (!isPyValue(value)) return 'dict'
  if (value instanceof PyDecimal) return /snan/i.test(value.text) ? 'Decimal' : undefined
  // Those of the guest's own classes only the engine can tell.
  return 'cls' in value && (value as PyInstance).cls.hostDefined ? (value as PyInstance).name : undefined
}
