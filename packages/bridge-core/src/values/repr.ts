import { hexEscape, quotePython } from '../platform/python-string.js'
import { bytesOf } from './bytes.js'
import { PyClass, PyException, PyFunction, PyInstance, PyModule, PyType } from './classes.js'
import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from './datetime.js'
import { isPyValue } from './py-value.js'
import { PyComplex, PyCycle, PyDecimal, PyFloat, PyPath, PyRepr } from './scalars.js'

/** A value as Python's `repr()` shows it. Natural numbers that are integers are taken for ints. */
export function repr(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'None'
    case 'boolean':
      return value ? 'True' : 'False'
    case 'bigint':
      return String(value)
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : float(value)
    case 'string':
      return quotePython(value)
  }
  if (value === null) return 'None'
  if (Array.isArray(value)) return `[${list(value)}]`
  const bytes = bytesOf(value as object)
  if (bytes) return `b${quoteBytes(bytes)}`
  if (value instanceof Map) return `{${pairs(value)}}`
  if (value instanceof Set) return value.size === 0 ? 'set()' : `{${list(value)}}`
  if (value instanceof Date) return repr(PyDateTime.fromDate(value))
  return isPyValue(value) ? reprOfPy(value) : `{${pairs(Object.entries(value as object))}}`
}

const list = (items: Iterable<unknown>): string => [...items].map(repr).join(', ')
const pairs = (entries: Iterable<readonly [unknown, unknown]>): string =>
  [...entries].map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')
const fields = (entries: Iterable<readonly [string, unknown]>): string =>
  [...entries].map(([name, item]) => `${name}=${repr(item)}`).join(', ')

function reprOfPy(value: object): string {
  if (value instanceof PyTuple) return value.length === 1 ? `(${repr(value.items[0])},)` : `(${list(value)})`
  if (value instanceof PySet) return value.size === 0 ? 'set()' : `{${list(value)}}`
  if (value instanceof PyFrozenSet) return value.size === 0 ? 'frozenset()' : `frozenset({${list(value)}})`
  if (value instanceof PyNamedTuple)
    return `${value.name}(${fields(value.fieldNames.map((name, i) => [name, value.items[i]]))})`
  if (value instanceof PyInstance || 'cls' in value)
    return `${(value as PyInstance).name}(${fields((value as PyInstance).attributes)})`
  if (value instanceof PyFloat) return float(value.value)
  if (value instanceof PyComplex) return `(${value.real}${value.imag < 0 ? '-' : '+'}${Math.abs(value.imag)}j)`
  if (value instanceof PyDecimal) return `Decimal(${quotePython(value.text)})`
  if (value instanceof PyPath) return `PosixPath(${quotePython(value.path)})`
  if (value instanceof PyRepr || value instanceof PyCycle) return value.text
  if (value instanceof PyType || value instanceof PyClass) return `<class '${value.name}'>`
  if (value instanceof PyFunction) return `<function ${value.name}>`
  if (value instanceof PyModule) return `<module '${value.name}'>`
  if (value instanceof PyException)
    return `${value.excType}(${value.message === undefined ? '' : quotePython(value.message)})`
  return reprOfMoment(value)
}

function reprOfMoment(value: object): string {
  if (value instanceof PyDate) return `datetime.date(${value.year}, ${value.month}, ${value.day})`
  if (value instanceof PyTimeZone) {
    if (value.offsetSeconds === 0 && (value.name === undefined || value.name === 'UTC')) return 'datetime.timezone.utc'
    const name = value.name === undefined ? '' : `, ${quotePython(value.name)}`
    return `datetime.timezone(${reprOfMoment(new PyTimeDelta(value.offsetSeconds < 0 ? -1 : 0, (value.offsetSeconds + 86_400) % 86_400))}${name})`
  }
  if (value instanceof PyTimeDelta) {
    const parts = fields(
      Object.entries({ days: value.days, seconds: value.seconds, microseconds: value.microseconds }).filter(
        ([, n]) => n !== 0,
      ),
    )
    return `datetime.timedelta(${parts || '0'})`
  }
  if (value instanceof PyDateTime || value instanceof PyTime) {
    const seconds =
      value.microsecond !== 0 ? [value.second, value.microsecond] : value.second !== 0 ? [value.second] : []
    const zone = value.timezone ? [`tzinfo=${reprOfMoment(value.timezone)}`] : []
    const date = value instanceof PyDateTime ? [value.year, value.month, value.day] : []
    const name = value instanceof PyDateTime ? 'datetime' : 'time'
    return `datetime.${name}(${[...date, value.hour, value.minute, ...seconds, ...zone].join(', ')})`
  }
  return isPyValue(value) && value.pyType === 'ellipsis' ? 'Ellipsis' : 'NotImplemented'
}

/** The shortest digits that give the number back, as in Python: with an exponent below 1e-4 and from 1e16 on. */
function float(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  const power = Number(exponent)
  if (value !== 0 && (power < -4 || power >= 16)) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  }
  const text = String(value)
  return text.includes('.') ? text : `${text}.0`
}

function quoteBytes(bytes: Uint8Array): string {
  const mark = bytes.includes(39) && !bytes.includes(34) ? '"' : "'"
  const escapes: Record<number, string> = {
    9: '\\t',
    10: '\\n',
    13: '\\r',
    92: '\\\\',
    [mark.charCodeAt(0)]: `\\${mark}`,
  }
  const body = [...bytes].map(
    (byte) => escapes[byte] ?? (byte < 32 || byte > 126 ? hexEscape(byte) : String.fromCharCode(byte)),
  )
  return mark + body.join('') + mark
}
