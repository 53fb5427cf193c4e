import { PyException, PyFunction, PyInstance, PyModule, PyType } from './classes.js'
import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from './datetime.js'
import { isPyValue } from './py-value.js'
import { repr } from './repr.js'
import { PyComplex, PyDecimal, PyFloat, PyPath } from './scalars.js'

/**
 * A value as JSON would have it, for logs and responses. Lossy: tuples, sets and frozensets become arrays; dataclasses,
 * instances and named tuples objects of their fields; keys strings; bigints numbers where they are safe and strings
 * otherwise; bytes base64; times ISO 8601; NaN and infinities null; whatever else its `repr`.
 */
export function toPlain(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
      return null
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'string':
    case 'boolean':
      return value
  }
  if (value === null) return null
  if (Array.isArray(value) || value instanceof Set) return [...value].map(toPlain)
  if (value instanceof Uint8Array) return btoa(String.fromCharCode(...value))
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Map) return fromEntries(value)
  return isPyValue(value) ? plainOfPy(value) : fromEntries(Object.entries(value as object))
}

function fromEntries(entries: Iterable<readonly [unknown, unknown]>): Record<string, unknown> {
  return Object.fromEntries(
    [...entries].map(([key, item]) => [typeof key === 'string' ? key : repr(key), toPlain(item)]),
  )
}

function plainOfPy(value: object): unknown {
  if (value instanceof PyTuple || value instanceof PySet || value instanceof PyFrozenSet) return [...value].map(toPlain)
  if (value instanceof PyNamedTuple) return fromEntries(value.fieldNames.map((name, i) => [name, value.items[i]]))
  if (value instanceof PyInstance || 'attributes' in value) return fromEntries((value as PyInstance).attributes)
  if (value instanceof PyFloat) return toPlain(value.value)
  if (value instanceof PyDecimal || value instanceof PyPath) return String(value)
  if (value instanceof PyType || value instanceof PyFunction || value instanceof PyModule) return value.name
  if (value instanceof PyTimeDelta) return value.totalSeconds
  if (value instanceof PyComplex) return [toPlain(value.real), toPlain(value.imag)]
  if (value instanceof PyException) return { excType: value.excType, message: value.message ?? '' }
  if (
    value instanceof PyDate ||
    value instanceof PyDateTime ||
    value instanceof PyTime ||
    value instanceof PyTimeZone
  ) {
    return isoFormat(value)
  }
  return repr(value)
}

const pad = (part: number, width = 2): string => String(part).padStart(width, '0')

/** As Python's `isoformat()`. */
function isoFormat(value: PyDate | PyDateTime | PyTime | PyTimeZone): string {
  if (value instanceof PyTimeZone) return offset(value.offsetSeconds)
  const date = (at: { year: number; month: number; day: number }): string =>
    `${pad(at.year, 4)}-${pad(at.month)}-${pad(at.day)}`
  if (value instanceof PyDate) return date(value)
  const fraction = value.microsecond === 0 ? '' : `.${pad(value.microsecond, 6)}`
  const zone = value.timezone ? offset(value.timezone.offsetSeconds) : ''
  const clock = `${pad(value.hour)}:${pad(value.minute)}:${pad(value.second)}${fraction}${zone}`
  return value instanceof PyDateTime ? `${date(value)}T${clock}` : clock
}

function offset(seconds: number): string {
  const size = Math.abs(seconds)
  const rest = size % 60 === 0 ? '' : `:${pad(size % 60)}`
  return `${seconds < 0 ? '-' : '+'}${pad(Math.floor(size / 3600))}:${pad(Math.floor(size / 60) % 60)}${rest}`
}
