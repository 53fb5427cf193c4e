import { PyDecimal, PyFrozenSet, PyNamedTuple, PySet, PyTuple } from '@interpreter-bridge/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readValue } from '../src/codec/decode.js'
import { writeValue } from '../src/codec/encode.js'
import { Names } from '../src/codec/names.js'
import { Reader } from '../src/codec/reader.js'
import { Writer } from '../src/codec/writer.js'

/** What TypeScript writes, read by TypeScript: the Rust half is tested through the backends. */
function roundTrip(value: unknown, view: 'natural' | 'exact'): unknown {
  const shared = new Uint8Array(256)
  const writer = new Writer(shared)
  writer.reset(shared)
  writeValue(writer, value, view)
  const reader = new Reader(new Names())
  const bytes = writer.overflow ?? shared.subarray(0, writer.length)
  reader.reset(bytes.slice(), true)
  return readValue(reader, { view, hostObject: () => undefined, isFrozen: () => undefined })
}

const exactLeaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
  fc.double(),
  fc.string({ unit: 'grapheme' }),
  fc.uint8Array(),
  fc.integer().map((n) => new PyDecimal(String(n))),
)

const { exact } = fc.letrec((tie) => ({
  exact: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    exactLeaf,
    fc.array(tie('exact'), { maxLength: 5 }),
    fc.array(tie('exact'), { maxLength: 5 }).map((items) => new PyTuple(items)),
    fc.array(tie('exact'), { maxLength: 5 }).map((items) => new PySet(items)),
    fc.array(tie('exact'), { maxLength: 5 }).map((items) => new PyFrozenSet(items)),
    fc.array(tie('exact'), { minLength: 2, maxLength: 2 }).map((items) => new PyNamedTuple('Pair', ['a', 'b'], items)),
    fc.array(fc.tuple(exactLeaf, tie('exact')), { maxLength: 5 }).map((entries) => new Map(entries)),
  ),
}))

describe('the codec', () => {
  test('keeps every value in the exact view', () => {
    fc.assert(
      fc.property(exact, (value) => {
        expect(roundTrip(value, 'exact')).toEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  test('keeps JSON in the natural view', () => {
    const json = fc.jsonValue({ stringUnit: 'grapheme' })
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.stringify(roundTrip(value, 'natural'))).toBe(JSON.stringify(value))
      }),
      { numRuns: 500 },
    )
  })

  test('keeps a dangerous key as an own property and nothing else', () => {
    const value = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}')
    const back = roundTrip(value, 'natural') as Record<string, unknown>
    expect(Object.keys(back)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
    expect((back as { admin?: boolean }).admin).toBeUndefined()
  })

  test('does not recurse: a list nested 100,000 deep goes through', () => {
    let value: unknown[] = []
    for (let i = 0; i < 100_000; i++) value = [value]
    let back = roundTrip(value, 'natural')
    let depth = 0
    while (Array.isArray(back) && back.length > 0) {
      back = back[0]
      depth++
    }
    expect(depth).toBe(100_000)
  })

  test('keeps sharing: an object that occurs twice is one object', () => {
    const shared = { n: 1 }
    const back = roundTrip([shared, shared], 'natural') as unknown[]
    expect(back).toEqual([{ n: 1 }, { n: 1 }])
    expect(back[0]).toBe(back[1])
  })

  test.each([
    [0, 127, -128, 128, -129, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    [0.5, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53, 1e300],
  ])('keeps numbers at the edges of their encodings', (...numbers) => {
    expect(roundTrip(numbers, 'natural')).toEqual(numbers)
  })
})
