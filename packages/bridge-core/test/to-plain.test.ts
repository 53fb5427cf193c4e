import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HostObject, HostValueError, PyCycle, PyFunction, PyNamedTuple, PyTuple, toPlain } from '../src/index.js'
import { guestValue } from './guest-value.js'

const there = (value: unknown): unknown => JSON.parse(JSON.stringify(toPlain(value)))

test('whatever can cross is JSON, as it is and as text that any parser reads', () => {
  fc.assert(
    fc.property(guestValue, (value) => {
      const plain = toPlain(value)
      const text = JSON.stringify(plain)
      expect(JSON.parse(text)).toEqual(plain)
      JSON.parse(text, (key, item) => {
        expect([key, item].every((part) => typeof part !== 'string' || part.isWellFormed())).toBe(true)
      })
    }),
    { numRuns: 500 },
  )
})

test('whatever there is at all is JSON', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withObjectString: true,
        withSet: true,
        withSparseArray: true,
        withTypedArray: true,
        withUnicodeString: true,
        withBoxedValues: true,
      }),
      (value) => {
        there(value)
      },
    ),
  )
})

test.each([
  ['200 kB of bytes', new Uint8Array(200_000), Buffer.alloc(200_000).toString('base64')],
  ['a Buffer', Buffer.from('hi'), 'aGk='],
  ['a view of some bytes', new Uint16Array([1, 2]), 'AQACAA=='],
  ['no bytes', new ArrayBuffer(0), ''],
  ['an invalid date', new Date(Number.NaN), null],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['what is no number', [Number.NaN, Number.POSITIVE_INFINITY, -0], [null, null, 0]],
  ['bigints', [5n, 2n ** 53n, -(2n ** 70n)], [5, '9007199254740992', '-1180591620717411303424']],
  ['a lone surrogate', { '\ud800': '\udc00x' }, { '\ufffd': '\ufffdx' }],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['a', 1],
      [2, 3],
      [null, 4],
      [new PyTuple([1n]), 5],
    ]),
    { a: 1, 2: 3, None: 4, '(1,)': 5 },
  ],
  [
    'keys that would be the same',
    new Map<unknown, unknown>([
      [1, 'int'],
      ['1', 'str'],
    ]),
    [
      ['1', 'int'],
      ['1', 'str'],
    ],
  ],
  ['an own __proto__', JSON.parse('{"__proto__": [1]}'), JSON.parse('{"__proto__": [1]}')],
  ['a guest’s toJSON', { toJSON: 1 }, { toJSON: 1 }],
  ['a named tuple', new PyNamedTuple('P', ['x'], [1n]), { x: 1 }],
  ['what shows itself', [new PyCycle('[...]'), new PyFunction('len')], ['[...]', 'len']],
  ['functions, symbols, undefined', [toPlain, Symbol('s'), undefined], ['toPlain', 'Symbol(s)', null]],
  [
    'an error',
    new HostValueError('no', { cause: [1] }),
    { name: 'HostError', message: 'no', excType: 'ValueError', cause: [1] },
  ],
  ['a foreign error', new TypeError('t'), { name: 'TypeError', message: 't' }],
  ['a pattern and an address', [/a/g, new URL('https://example.org/')], ['/a/g', 'https://example.org/']],
])('%s', (_what, value, plain) => {
  expect(toPlain(value)).toEqual(plain)
  expect(there(value)).toEqual(plain)
})

test('a host object is its name and id', () => {
  const user = new HostObject({ name: 'User' })
  expect(toPlain([user])).toEqual([{ name: 'User', id: user.id }])
})

test('what contains itself', () => {
  const list: unknown[] = [1]
  const record: Record<string, unknown> = { list }
  list.push(list, record)
  expect(there(list)).toEqual([1, '[...]', { list: '[...]' }])
  const map = new Map<unknown, unknown>()
  map.set('self', map)
  expect(there(map)).toEqual({ self: '[...]' })
  const error = new Error('again')
  error.cause = error
  expect(() => there(error)).not.toThrow()
})

test('depth ends somewhere, also where a deep value is met again below', () => {
  const chain = (bottom: unknown, length: number): unknown => {
    let value = bottom
    for (let i = 0; i < length; i++) value = new PyTuple([value])
    return value
  }
  const depthOf = (value: unknown): number => (Array.isArray(value) ? 1 + depthOf(value[0]) : 0)
  expect(depthOf(there(chain('x', 100_000)))).toBe(256)
  const links: unknown[] = ['x']
  for (let i = 0; i < 50; i++) links.push(chain(links.at(-1), 200))
  for (const item of there(links) as unknown[]) expect(depthOf(item)).toBeLessThanOrEqual(256)
})

test('what is there twice is written twice, but not a billion times', () => {
  const shared = [1, 'a']
  expect(there([shared, { shared }])).toEqual([[1, 'a'], { shared: [1, 'a'] }])
  let wide: unknown = ['x']
  for (let i = 0; i < 60; i++) wide = [wide, wide]
  expect(JSON.stringify(toPlain(wide)).length).toBeLessThan(10_000_000)
  const long = '\u0000'.repeat(1 << 20)
  expect(JSON.stringify(toPlain(Array.from({ length: 1000 }, () => long))).length).toBeLessThan(2 ** 29)
})

test('what cannot be read is said to be so', () => {
  const trap = {
    get no() {
      throw new Error('never')
    },
  }
  expect(there({ trap, other: 1 })).toEqual({ trap: 'a value that cannot be read', other: 1 })
  expect(
    there(
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('never')
          },
        },
      ),
    ),
  ).toBe('a value that cannot be read')
})

test('JSON.stringify of a Python value alone is what toPlain says', () => {
  expect(JSON.stringify({ pair: new PyTuple([1, 'a']), when: new PyNamedTuple('P', ['x'], [null]) })).toBe(
    '{"pair":[1,"a"],"when":{"x":null}}',
  )
})
