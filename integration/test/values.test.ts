import {
  type InterpreterBridge,
  PyDecimal,
  PyFrozenSet,
  PyNamedTuple,
  PySet,
  PyTuple,
  repr,
  toPlain,
  toPython,
} from '@interpreter-bridge/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backends, monty } from './backends.js'

const hashable = fc.oneof(fc.bigInt(), fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null))
const leaf = fc.oneof(
  hashable,
  fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }),
  fc.double(),
  fc.uint8Array(),
  fc.integer().map((n) => new PyDecimal(String(n))),
)
/** Distinct as Python sees it: True is 1. */
const keys = fc.uniqueArray(fc.oneof(fc.bigInt({ min: 2n }), fc.string({ unit: 'grapheme' })), { maxLength: 4 })

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => new PyTuple(items)),
    fc.array(tie('value'), { minLength: 2, maxLength: 2 }).map((items) => new PyNamedTuple('Pair', ['a', 'b'], items)),
    keys.chain((all) =>
      fc.tuple(...all.map((key) => fc.tuple(fc.constant(key), tie('value')))).map((entries) => new Map(entries)),
    ),
  ),
}))

/** Texts and floats on whose repr all Pythons agree: newer Unicode tables and ties of the last digit are not ours. */
const { reprable } = fc.letrec((tie) => ({
  reprable: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      fc.bigInt(),
      fc.string({ unit: 'grapheme-ascii' }),
      fc.constantFrom(
        '\u2028',
        'é\u00a0',
        '\u{1f600}',
        "it's",
        '"',
        '\'"',
        '\\',
        1e16,
        1e-5,
        123456789.125,
        1e22,
        0.0001,
        5e-324,
      ),
      fc.integer().map((n) => n / 8),
      fc.uint8Array(),
      fc.constantFrom(null, true, false, Number.NaN, -0, Number.NEGATIVE_INFINITY),
    ),
    fc.array(tie('reprable'), { maxLength: 4 }),
    fc.array(tie('reprable'), { maxLength: 4 }).map((items) => new PyTuple(items)),
  ),
}))

describe.each(monty)('values on %s', (name) => {
  let bridge: InterpreterBridge
  beforeAll(async () => {
    bridge = await (backends[name] as (typeof backends)[string])({ view: 'exact' })
  })
  afterAll(() => bridge.dispose())

  test('go in and come back as they were', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(bridge.runSync('x', { inputs: { x: given } }).value).toEqual(given)
      }),
      { numRuns: 300 },
    )
  })

  test('sets keep their elements', () => {
    fc.assert(
      fc.property(keys, (given) => {
        const [set, frozen] = bridge.runSync('[s, f]', { inputs: { s: new PySet(given), f: new PyFrozenSet(given) } })
          .value as [PySet, PyFrozenSet]
        expect(set).toBeInstanceOf(PySet)
        expect(frozen).toBeInstanceOf(PyFrozenSet)
        expect(new Set(set)).toEqual(new Set(given))
        expect(new Set(frozen)).toEqual(new Set(given))
      }),
      { numRuns: 100 },
    )
  })

  test('repr is what the guest’s repr is', () => {
    fc.assert(
      fc.property(reprable, (given) => {
        expect(repr(exactRepr(given))).toBe(bridge.runSync('repr(x)', { inputs: { x: given } }).value)
      }),
      { numRuns: 300 },
    )
  })

  test('the arguments of a host call, and its result', () => {
    fc.assert(
      fc.property(value, (given) => {
        bridge.register({ schema: { name: 'echo', params: [{ name: 'v', type: 'any' }] }, handler: ({ v }) => v })
        expect(bridge.runSync('echo(x)', { inputs: { x: given } }).value).toEqual(given)
        bridge.unregister('echo')
      }),
      { numRuns: 100 },
    )
  })

  test('a list nested 10,000 deep is a clean error or a value', async () => {
    const code = 'a = []\nfor _ in range(10000):\n    a = [a]\na'
    const outcome = await bridge.run(code).then(
      (result) => Array.isArray(result.value),
      (error) => error.name === 'GuestError',
    )
    expect(outcome).toBe(true)
  })

  test('a megabyte of bytes goes in and out as bytes', () => {
    const blob = crypto.getRandomValues(new Uint8Array(65_536))
    const large = new Uint8Array(1 << 20).map((_, i) => blob[i % blob.length] as number)
    const { value: back } = bridge.runSync('x[1:]', { inputs: { x: large } })
    expect(back).toBeInstanceOf(Uint8Array)
    expect(Buffer.compare(back as Uint8Array, large.subarray(1))).toBe(0)
  })
})

/** In the exact view a number is a float: say so for `repr`, which takes natural values. */
function exactRepr(given: unknown): unknown {
  if (typeof given === 'number') return toPython.float(given)
  if (Array.isArray(given)) return given.map(exactRepr)
  if (given instanceof PyTuple) return new PyTuple([...given].map(exactRepr))
  if (given instanceof PyNamedTuple) return new PyNamedTuple(given.name, given.fieldNames, given.items.map(exactRepr))
  if (given instanceof Map) return new Map([...given].map(([key, item]) => [key, exactRepr(item)]))
  return given
}

test('toPlain is JSON, documented as lossy', () => {
  const given = new Map<unknown, unknown>([
    ['tuple', new PyTuple([1n, 2.5])],
    [5n, new PySet(['a'])],
    ['big', 2n ** 70n],
    ['when', toPython.datetime(new Date(0))],
    ['nan', Number.NaN],
    ['bytes', new Uint8Array([1, 2])],
  ])
  expect(toPlain(given)).toEqual({
    tuple: [1, 2.5],
    5: ['a'],
    big: '1180591620717411303424',
    when: '1970-01-01T00:00:00+00:00',
    nan: null,
    bytes: 'AQI=',
  })
})
