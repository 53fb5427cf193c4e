import { PyClass, PyException, PyFunction, PyInstance, PyModule, PyType } from './classes.js'
import { PyNamedTuple } from './collections.js'
import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from './datetime.js'
import { isId } from './host-surface.js'
import { isPyValue } from './py-value.js'
import { PyComplex, PyDecimal, PyEllipsis, PyFile, PyFloat, PyNotImplemented, PyPath } from './scalars.js'

/** What is wrong with the fields of a Python value, whose constructors take what they are given. */
export function fieldProblem(value: object): string | undefined {
  if (value instanceof PyFloat) return isNumber(value.value) ? undefined : 'is a float of something that is no number'
  if (value instanceof PyComplex)
    return isNumber(value.real) && isNumber(value.imag) ? undefined : 'is a complex of something that is no number'
  if (value instanceof PyDecimal) return decimalProblem(value.text)
  if (value instanceof PyPath) return textProblem('Path', value.path)
  if (value instanceof PyType) return textProblem('type', value.name)
  if (value instanceof PyFunction)
    return textProblem('function', value.name) ?? textProblem('function', value.docstring ?? '')
  if (value instanceof PyException)
    return textProblem('exception', value.excType) ?? textProblem('exception', value.message ?? '')
  if (value instanceof PyFile) return fileProblem(value)
  if (value instanceof PyNamedTuple) return namedTupleProblem(value)
  if (value instanceof PyClass || value instanceof PyModule) return identityProblem(value)
  if (value instanceof PyInstance || 'cls' in value) return instanceProblem(value as PyInstance)
  if (value instanceof PyEllipsis || value instanceof PyNotImplemented) return undefined
  return momentProblem(value)
}

const isNumber = (value: unknown): boolean => typeof value === 'number'

function textProblem(what: string, text: unknown): string | undefined {
  const named = what === 'exception' ? `an ${what}` : `a ${what}`
  if (typeof text !== 'string') return `is ${named} of something that is no string`
  return text.isWellFormed() ? undefined : `is ${named} with a lone surrogate in its text`
}

const decimalForm = /^[+-]?(?:(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?|inf(?:inity)?|s?nan(\d*))$/i
/** The engine's cap, and libmpdec's exponents on 64 bits. */
const decimalDigits = 4300
const largestExponent = 999_999_999_999_999_999n
const smallestExponent = -1_999_999_999_999_999_997n

function decimalProblem(text: unknown): string | undefined {
  const found = typeof text === 'string' ? decimalForm.exec(text) : null
  if (!found) return `is a Decimal of ${JSON.stringify(text) ?? typeof text}, which is no number`
  const [, whole = '', part = '', onlyPart = '', power = '0', payload = ''] = found
  const fraction = part + onlyPart
  const digits = (whole + fraction + payload).replace(/^0+/, '').length
  if (digits > decimalDigits) return `is a Decimal with ${digits} digits; there may be ${decimalDigits}`
  const exponent = BigInt(power) - BigInt(fraction.length)
  const adjusted = exponent + BigInt(Math.max(digits, 1)) - 1n
  if (exponent < smallestExponent || adjusted > largestExponent) return 'is a Decimal with an exponent out of range'
  return undefined
}

function fileProblem({ path, mode, position }: PyFile): string | undefined {
  const isPosition = Number.isSafeInteger(position) && position >= 0
  return (
    textProblem('file', path) ?? textProblem('file', mode) ?? (isPosition ? undefined : 'is a file with no position')
  )
}

function namedTupleProblem({ name, fieldNames, items }: PyNamedTuple): string | undefined {
  if (fieldNames.length !== items.length)
    return `is a namedtuple with ${fieldNames.length} field names and ${items.length} items`
  for (const text of [name, ...fieldNames]) {
    const problem = textProblem('namedtuple', text)
    if (problem) return problem
  }
  return undefined
}

function identityProblem(value: PyClass | PyModule): string | undefined {
  if (!isId(value.id)) return `is a ${value.pyType} whose id is not 32 hexadecimal digits`
  return textProblem(value.pyType, value.name) ?? attributesProblem(value.pyType, value.attributes)
}

function instanceProblem(value: PyInstance): string | undefined {
  if (!(value.cls instanceof PyClass)) return `is a ${value.pyType} without a class`
  if (!isId(value.id)) return `is a ${value.pyType} whose id is not 32 hexadecimal digits`
  return identityProblem(value.cls) ?? attributesProblem(value.pyType, value.attributes)
}

function attributesProblem(what: string, attributes: unknown): string | undefined {
  if (!(attributes instanceof Map)) return `is a ${what} whose attributes are no Map`
  for (const name of attributes.keys()) {
    const problem = textProblem(`${what}'s attribute`, name)
    if (problem) return problem
  }
  return undefined
}

const within = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most

/** Dates and times out of the ranges that Python has. */
function momentProblem(value: object): string | undefined {
  if (value instanceof PyDate) return dateProblem('date', value)
  if (value instanceof PyDateTime)
    return dateProblem('datetime', value) ?? clockProblem('datetime', value) ?? zoneProblem(value.timezone)
  if (value instanceof PyTime) return clockProblem('time', value) ?? zoneProblem(value.timezone)
  if (value instanceof PyTimeZone) return zoneProblem(value)
  if (value instanceof PyTimeDelta) {
    if (!within(value.days, -999_999_999, 999_999_999)) return `is a timedelta with ${String(value.days)} days`
    if (!within(value.seconds, 0, 86_399) || !within(value.microseconds, 0, 999_999))
      return 'is a timedelta that is not normalised: 0 <= seconds < 86400, 0 <= microseconds < 1000000'
    return undefined
  }
  return `is a ${isPyValue(value) ? String(value.pyType) : 'value'}, which no guest has`
}

/** The same for a JavaScript `Date`, which becomes a `datetime`. */
export function dateObjectProblem(value: Date): string | undefined {
  const year = value.getUTCFullYear()
  if (Number.isNaN(year)) return 'is an invalid date'
  return within(year, 1, 9999) ? undefined : `is a Date in the year ${year}; Python has the years 1 to 9999`
}

function dateProblem(what: string, at: Pick<PyDate, 'year' | 'month' | 'day'>): string | undefined {
  if (!within(at.year, 1, 9999)) return `is a ${what} in the year ${String(at.year)}; Python has the years 1 to 9999`
  if (!within(at.month, 1, 12)) return `is a ${what} in the month ${String(at.month)}`
  const days = new Date(Date.UTC(2000 + (at.year % 400), at.month, 0)).getUTCDate()
  return within(at.day, 1, days) ? undefined : `is a ${what} on day ${String(at.day)} of a month with ${days} days`
}

function clockProblem(what: string, at: PyDateTime | PyTime): string | undefined {
  const isClock =
    within(at.hour, 0, 23) &&
    within(at.minute, 0, 59) &&
    within(at.second, 0, 59) &&
    within(at.microsecond, 0, 999_999) &&
    (!('fold' in at) || within(at.fold, 0, 1))
  return isClock ? undefined : `is a ${what} at no time of day`
}

function zoneProblem(zone: PyTimeZone | undefined): string | undefined {
  if (zone === undefined) return undefined
  if (!(zone instanceof PyTimeZone)) return 'has a timezone that is no PyTimeZone'
  if (!within(zone.offsetSeconds, -86_399, 86_399))
    return `is a timezone with an offset of ${String(zone.offsetSeconds)} seconds; a day has 86400`
  return textProblem('timezone', zone.name ?? '')
}
