import { expect, test } from 'vitest'
import {
  checkCrossable,
  HostObject,
  PyClass,
  PyComplex,
  PyDataclass,
  PyDate,
  PyDateTime,
  PyDecimal,
  PyException,
  PyFile,
  PyFloat,
  PyFrozenSet,
  PyFunction,
  PyModule,
  PyNamedTuple,
  PyPath,
  PyRepr,
  PySet,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  PyTuple,
  PyType,
} from '../src/index.js'

const id = '0123456789abcdef0123456789abcdef'
const noon = { year: 2024, month: 2, day: 29 }
const getter = Object.defineProperty({}, 'x', {
  enumerable: true,
  get() {
    throw new Error('no')
  },
})
const loop: unknown[] = []
loop.push(loop)

/** Each inside a list, so that the path is there: what follows `x[0]`. */
const refused: readonly (readonly [what: string, value: unknown, problem: string])[] = [
  ['a function', () => 1, ' is a function; register it as a host function instead'],
  ['a symbol', Symbol('s'), ' is a symbol'],
  ['a key that is a symbol', { [Symbol('k')]: 1 }, ' has a key that is a symbol, Symbol(k)'],
  ['a promise', Promise.resolve(1), ' is a promise inside a value; await it first'],
  // biome-ignore lint/suspicious/noThenProperty: a thenable is what is refused
  ['a thenable', { then: () => undefined }, ' is a promise inside a value; await it first'],
  ['a regular expression', /x/, ' is an object of class RegExp; send its data, or a HostObject'],
  ['an error', new Error('x'), ' is an object of class Error; send its data, or a HostObject'],
  ['a boxed number', Object(1), ' is an object of class Number; send its data, or a HostObject'],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused
  ['a sparse array', [1, , 3], ' is a sparse array, with nothing at [1]; fill it, with null for instance'],
  ['a list that contains itself', loop, '[0] contains itself'],
  ['an object that throws', getter, ' throws when it is read (no)'],
  ['an invalid Date', new Date(Number.NaN), ' is an invalid date'],
  ['a Date before year 1', new Date(-1e14), ' is a Date in the year -1199; Python has the years 1 to 9999'],
  [
    'a Date after year 9999',
    new Date(Date.UTC(20_000, 0)),
    ' is a Date in the year 20000; Python has the years 1 to 9999',
  ],
  ['a date in no year', new PyDate(10_000, 1, 1), ' is a date in the year 10000; Python has the years 1 to 9999'],
  ['a date in no month', new PyDate(2024, 13, 1), ' is a date in the month 13'],
  ['a date on no day', new PyDate(2023, 2, 29), ' is a date on day 29 of a month with 28 days'],
  ['a date of fractions', new PyDate(2023, 1.5, 1), ' is a date in the month 1.5'],
  ['a datetime at no time', new PyDateTime(noon, { hour: 24 }), ' is a datetime at no time of day'],
  [
    'a datetime in no zone',
    new PyDateTime(noon, { timezone: new PyTimeZone(86_400) }),
    ' is a timezone with an offset of 86400 seconds; a day has 86400',
  ],
  ['a time with a fold of 2', new PyTime({ fold: 2 }), ' is a time at no time of day'],
  [
    'a timedelta that is not normalised',
    new PyTimeDelta(0, -1),
    ' is a timedelta that is not normalised: 0 <= seconds < 86400, 0 <= microseconds < 1000000',
  ],
  ['a timedelta that is too long', new PyTimeDelta(1e9), ' is a timedelta with 1000000000 days'],
  ['a timezone of a day', new PyTimeZone(-86_400), ' is a timezone with an offset of -86400 seconds; a day has 86400'],
  ['a Decimal of a word', new PyDecimal('abc'), ' is a Decimal of "abc", which is no number'],
  ['a Decimal of nothing', new PyDecimal(''), ' is a Decimal of "", which is no number'],
  ['a Decimal that is too long', new PyDecimal('9'.repeat(4301)), ' is a Decimal with 4301 digits; there may be 4300'],
  [
    'a Decimal that is too large',
    new PyDecimal('1E+1000000000000000000'),
    ' is a Decimal with an exponent out of range',
  ],
  ['a path with a lone surrogate', new PyPath('/\ud800'), ' is a Path with a lone surrogate in its text'],
  ['a float of a text', new PyFloat('1' as never), ' is a float of something that is no number'],
  ['a complex of a text', new PyComplex(1, 'i' as never), ' is a complex of something that is no number'],
  [
    'an exception with a lone surrogate',
    new PyException('E', '\udfff'),
    ' is an exception with a lone surrogate in its text',
  ],
  ['a file at no position', new PyFile('/f', 'r', -1), ' is a file with no position'],
  [
    'a namedtuple of another length',
    new PyNamedTuple('P', ['x'], []),
    ' is a namedtuple with 1 field names and 0 items',
  ],
  ['a module without an id', new PyModule('m', 'm', new Map()), ' is a module whose id is not 32 hexadecimal digits'],
  [
    'a dataclass without an id',
    new PyDataclass(new PyClass('P', id, true, true), '1', new Map()),
    ' is a dataclass whose id is not 32 hexadecimal digits',
  ],
  [
    'a function in a module',
    new PyModule('m', id, new Map([['f', () => 1]])),
    '.f is a function; register it as a host function instead',
  ],
  ['a list in a set', new PySet([[1]]), '.element is an unhashable list, which can be no element of a set and no key'],
  [
    'a set in a frozenset',
    new PyFrozenSet([new PySet([1])]),
    '.element is an unhashable set, which can be no element of a set and no key',
  ],
  ['an object in a Set', new Set([{}]), '.element is an unhashable dict, which can be no element of a set and no key'],
  ['a list as a key', new Map([[[1], 2]]), '.key is an unhashable list, which can be no element of a set and no key'],
  [
    'a list in a tuple as a key',
    new Map([[new PyTuple([1, new PyTuple([[]])]), 2]]),
    '.key[1][0] is an unhashable list, which can be no element of a set and no key',
  ],
  [
    'a host object as a key',
    new Map([[new HostObject({ name: 'User' }), 1]]),
    '.key is an unhashable User, which can be no element of a set and no key',
  ],
  ['what only comes out', new PyRepr('<x>'), ' is a repr of the guest, which only comes out'],
]

test.each(refused)('%s is refused with its path', (_, value, problem) => {
  expect(() => checkCrossable([value], 'x')).toThrow(
    expect.objectContaining({ code: 'value-unsupported', message: `x[0]${problem}` }),
  )
})

test('a tuple that was a value before it is a key is still checked as a key', () => {
  const tuple = new PyTuple([[]])
  expect(() => checkCrossable([tuple, new Map([[tuple, 1]])], 'x')).toThrow('x[1].key[0] is an unhashable list')
})

test.each([
  ['dates at the ends', [new PyDate(1, 1, 1), new PyDate(9999, 12, 31), new PyDate(2000, 2, 29)]],
  [
    'times at the ends',
    [new PyTime(), new PyTime({ hour: 23, minute: 59, second: 59, microsecond: 999_999, fold: 1 })],
  ],
  ['timedeltas at the ends', [new PyTimeDelta(-999_999_999), new PyTimeDelta(999_999_999, 86_399, 999_999)]],
  ['timezones at the ends', [new PyTimeZone(-86_399), new PyTimeZone(86_399, 'far')]],
  [
    'all forms of Decimal',
    ['1', '-1.50', '.5', '5.', '1E+5', '0e-7', 'NaN', '-sNaN12', 'Infinity', '-inf'].map((text) => new PyDecimal(text)),
  ],
  [
    'hashable keys',
    new Map<unknown, unknown>([
      [new PyTuple([1, 'a', null]), 1],
      [new PyFrozenSet([2]), 2],
      [new Uint8Array(1), 3],
    ]),
  ],
  ['types and functions', [new PyType('int'), new PyFunction('f', 'host', 'doc')]],
])('%s cross', (_, value) => {
  expect(() => checkCrossable(value, 'x')).not.toThrow()
})

test('JavaScript has other keys, and not what only Python has', () => {
  const javascript = { language: 'javascript' } as const
  const fine = [new Set([[1]]), new Map([[{}, 1]]), new Date(8e15), new PyTuple([1]), new PyFloat(1)]
  expect(() => checkCrossable(fine, 'x', javascript)).not.toThrow()
  expect(() => checkCrossable([new Date(Number.NaN)], 'x', javascript)).toThrow('x[0] is an invalid date')
  expect(() => checkCrossable({ a: new PyDate(1, 1, 1) }, 'x', javascript)).toThrow(
    'x.a is a Python date, which has no counterpart in JavaScript',
  )
})
