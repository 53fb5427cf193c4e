import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from '../values/collections.js'
import { PyDate, PyDateTime, PyTime } from '../values/datetime.js'
import { isPyValue } from '../values/py-value.js'
import { repr } from '../values/repr.js'
import { PyDecimal, PyFloat, PyPath, PyRepr } from '../values/scalars.js'
import { toPlain } from '../values/to-plain.js'

/**
 * A guest's argument as JSON. Unlike `toPlain` it puts nothing in the place of what JSON does not have.
 * @throws TypeError that names what it is
 */
export function toJsonArgument(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
      return null
    case 'string':
    case 'boolean':
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`)
      return value
    case 'bigint':
      if (!Number.isSafeInteger(Number(value))) throw new TypeError(`${value} is too large for JSON`)
      return Number(value)
  }
  if (value === null) return null
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, toJsonArgument)
  if (value instanceof Map) return fromEntries(value)
  if (value instanceof Uint8Array || value instanceof Date) return toPlain(value)
  if (!isPyValue(value)) return fromEntries(Object.entries(value as object))
  if (value instanceof PyFloat) return toJsonArgument(value.value)
  if (value instanceof PyNamedTuple || value instanceof PyTuple) return Array.from(value.items, toJsonArgument)
  if (value instanceof PySet || value instanceof PyFrozenSet) return Array.from(value, toJsonArgument)
  if (value instanceof PyDecimal || value instanceof PyPath) return String(value)
  if (value instanceof PyDate || value instanceof PyDateTime || value instanceof PyTime) return toPlain(value)
  // What has no other form than its text, such as the end of what is nested too deeply.
  if (value instanceof PyRepr) throw new TypeError(`JSON has no ${value.text.slice(0, 40)}`)
  throw new TypeError(`JSON has no ${value.pyType}`)
}

function fromEntries(entries: Iterable<readonly [unknown, unknown]>): Record<string, unknown> {
  return Object.fromEntries(
    Array.from(entries, ([key, item]) => {
      if (typeof key !== 'string') throw new TypeError(`the keys of a JSON object are strings, not ${repr(key)}`)
      return [key, toJsonArgument(item)]
    }),
  )
}
