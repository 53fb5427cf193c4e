import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import {
  HostObject,
  PyComplex,
  PyCycle,
  PyDate,
  PyDateTime,
  PyDecimal,
  PyEllipsis,
  PyException,
  PyFloat,
  PyFrozenSet,
  PyFunction,
  PyNamedTuple,
  PyPath,
  PySet,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  PyTuple,
  PyType,
  repr,
} from '../src/index.js'

const floats =
  '0.0 -0.0 1.0 3.0 -3.0 0.1 1e16 1e15 9999999999999998.0 123456789012345680.0 1e22 1e23 1e-4 1e-5 0.00012345 1.5e-7 5e-324 1.7976931348623157e308 9007199254740993.0 2.5 1e100'

/** Python expressions, with the value that is theirs in the exact view. */
const table: readonly (readonly [string, unknown])[] = [
  ...floats.split(' ').map((text): [string, unknown] => [text, Number(text)]),
  ["float('nan')", Number.NaN],
  ["float('inf')", Number.POSITIVE_INFINITY],
  ["float('-inf')", Number.NEGATIVE_INFINITY],
  ['[1, 1.0, True, None]', [1n, 1, true, null]],
  ['2**70', 2n ** 70n],
  ['-1', -1n],
  [
    '{1.0: 2, "a": (1.5,)}',
    new Map<unknown, unknown>([
      [1, 2n],
      ['a', new PyTuple([1.5])],
    ]),
  ],
  ['()', new PyTuple([])],
  ['(1,)', new PyTuple([1n])],
  ['(1, 2)', new PyTuple([1n, 2n])],
  ['set()', new PySet([])],
  ['{7}', new PySet([7n])],
  ['frozenset()', new PyFrozenSet([])],
  ['frozenset({7.0})', new PyFrozenSet([7])],
  ['collections.namedtuple("P", "x y")(1.0, "z")', new PyNamedTuple('P', ['x', 'y'], [1, 'z'])],
  ...[
    [1.5, 2],
    [0, 2],
    [-0, 2],
    [0, -0],
    [3, -0.5],
    [1e16, 1e-5],
  ].map(([real, imag]): [string, unknown] => [
    `complex(${show(real as number)}, ${show(imag as number)})`,
    new PyComplex(real as number, imag as number),
  ]),
  ['complex("nan+infj")', new PyComplex(Number.NaN, Number.POSITIVE_INFINITY)],
  ['complex("inf-nanj")', new PyComplex(Number.POSITIVE_INFINITY, Number.NaN)],
  ['decimal.Decimal("1.20")', new PyDecimal('1.20')],
  ['pathlib.PosixPath("/a b")', new PyPath('/a b')],
  ['b"\\x00\\xffa\'\\n"', new Uint8Array([0, 255, 97, 39, 10])],
  ["b'\\'\"\\\\'", new Uint8Array([39, 34, 92])],
  [`"it's"`, "it's"],
  [`'"' + "'"`, `"'`],
  ['"\\n\\t\\\\\\x7f\\u200b\\U0001f600\\xe9\\xad"', '\n\t\\\x7f\u200b\u{1f600}\u00e9\u00ad'],
  ['"\\ud800"', '\ud800'],
  ['datetime.date(2026, 2, 3)', new PyDate(2026, 2, 3)],
  ['datetime.datetime(1, 2, 3, 4, 5)', new PyDateTime({ year: 1, month: 2, day: 3 }, { hour: 4, minute: 5 })],
  ['datetime.datetime(1, 2, 3, 0, 0, 0, 6)', new PyDateTime({ year: 1, month: 2, day: 3 }, { microsecond: 6 })],
  [
    'datetime.time(1, 2, 3, tzinfo=datetime.timezone.utc, fold=1)',
    new PyTime({ hour: 1, minute: 2, second: 3, fold: 1, timezone: new PyTimeZone(0) }),
  ],
  ['datetime.timezone(datetime.timedelta(hours=-3))', new PyTimeZone(-10_800)],
  ['datetime.timezone(datetime.timedelta(hours=2), "CEST")', new PyTimeZone(7200, 'CEST')],
  ['datetime.timedelta(-1, 5, 6)', new PyTimeDelta(-1, 5, 6)],
  ['datetime.timedelta()', new PyTimeDelta(0)],
  ['ValueError("no")', new PyException('ValueError', 'no')],
  ['ValueError()', new PyException('ValueError')],
  ['int', new PyType('int')],
  ['len', new PyFunction('len', 'builtin')],
  ['[[]]', [[]]],
  ['...', new PyEllipsis()],
]

function show(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value)
}

function cpython(): readonly string[] | undefined {
  const program =
    'import collections, datetime, decimal, json, pathlib, sys\nprint(json.dumps([repr(eval(text)) for text in json.load(sys.stdin)]))'
  try {
    const input = JSON.stringify(table.map(([text]) => text))
    return JSON.parse(execFileSync('python3', ['-c', program], { input, encoding: 'utf8' }))
  } catch {
    return undefined
  }
}

const expected = cpython()

describe.skipIf(!expected)('repr is CPython’s', () => {
  test.each(table.map(([text, value], index) => [text, value, expected?.[index]] as const))('%s', (_, value, text) => {
    expect(repr(value, { view: 'exact' })).toBe(text)
  })
})

test('in the natural view a number that is an integer is an int', () => {
  expect(repr([3, 2.5, 1e16, -0, new PyFloat(3), 2n])).toBe('[3, 2.5, 1e+16, -0.0, 3.0, 2]')
  expect(repr([3, new Map([[3, 3]]), { a: 3 }], { view: 'exact' })).toBe("[3.0, {3.0: 3.0}, {'a': 3.0}]")
})

test('what Python cannot have, or what shows itself', () => {
  const cyclic: unknown[] = [1]
  cyclic.push(cyclic, { a: cyclic })
  expect(repr(cyclic)).toBe("[1, [...], {'a': [...]}]")
  expect(repr([new PyCycle('[...]'), undefined, new Date(Number.NaN), Symbol('s')])).toBe(
    '[[...], None, Invalid Date, Symbol(s)]',
  )
  const user = new HostObject({ name: 'User' })
  expect(repr(user)).toBe(`<User object ${user.id}>`)
})

test('nothing is too deep or too much', () => {
  let deep: unknown = 1
  let wide: unknown = ['x']
  for (let i = 0; i < 100_000; i++) deep = [deep]
  for (let i = 0; i < 60; i++) wide = [wide, wide]
  expect(repr(deep)).toHaveLength(2 * 500 + 3)
  expect(repr(wide).length).toBeLessThan(1 << 27)
})
