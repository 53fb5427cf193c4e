import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
import { PyDate, PyDateTime, PyTimeDelta } from './datetime.js'
import { PyComplex, PyDecimal, PyFloat, PyPath } from './scalars.js'

/** Makes the Python values that JavaScript has no literal for. */
export const toPython = {
  /** A `float` also where the number is an integer. */
  float: (value: number): PyFloat => new PyFloat(value),
  int: (value: number | bigint | string): bigint => BigInt(value),
  tuple: (...items: readonly unknown[]): PyTuple => new PyTuple(items),
  set: (items: Iterable<unknown>): PySet => new PySet(items),
  frozenset: (items: Iterable<unknown>): PyFrozenSet => new PyFrozenSet(items),
  namedTuple: (name: string, fields: Readonly<Record<string, unknown>>): PyNamedTuple =>
    new PyNamedTuple(name, Object.keys(fields), Object.values(fields)),
  /** A `dict` with any keys. */
  dict: (entries: Iterable<readonly [unknown, unknown]>): Map<unknown, unknown> => new Map(entries),
  decimal: (text: string): PyDecimal => new PyDecimal(text),
  complex: (real: number, imag: number): PyComplex => new PyComplex(real, imag),
  path: (path: string): PyPath => new PyPath(path),
  date: (year: number, month: number, day: number): PyDate => new PyDate(year, month, day),
  datetime: (at: Date): PyDateTime => PyDateTime.fromDate(at),
  timedelta: (days: number, seconds = 0, microseconds = 0): PyTimeDelta => new PyTimeDelta(days, seconds, microseconds),
} as const
