import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PyClass, PyDataclass } from '../src/values/classes.js'
import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from '../src/values/collections.js'
import { PyDate } from '../src/values/datetime.js'
import { HostClass } from '../src/values/host-class.js'
import { HostObject } from '../src/values/host-object.js'
import { type HostObjects, pack, unpack } from '../src/values/parcel.js'
import { PyDecimal, PyFloat } from '../src/values/scalars.js'

const there = (value: unknown, object: HostObjects['object'] = ({ id }) => HostObject.unknown(id)): unknown =>
  unpack(structuredClone(pack(value)), {
    object,
    class: (identity) => new HostClass(identity, true),
    instance: (it) => it,
  })

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.bigInt(), fc.double(), fc.string(), fc.boolean(), fc.constantFrom(null, undefined), fc.uint8Array()),
    fc.array(tie('value')),
    fc.array(tie('value')).map((items) => new PyTuple(items)),
    fc.array(tie('value')).map((items) => new PySet(items)),
    fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
  ),
}))

test('every value arrives on the other side of structured cloning as it was', () => {
  fc.assert(
    fc.property(value, (sent) => {
      expect(there(sent)).toStrictEqual(sent)
    }),
  )
})

test('classes, frozen items, -0 and an own __proto__ survive', () => {
  const cls = new PyClass('Point', 'a'.repeat(32), false, true)
  const sent = [
    new PyDataclass(cls, 'b'.repeat(32), new Map<string, unknown>([['x', new PyFloat(1)]]), true),
    new PyNamedTuple('Pair', ['a', 'b'], [1, new PyFrozenSet([2])]),
    new PyDate(2026, 2, 28),
    new PyDecimal('1.20'),
    -0,
    JSON.parse('{"__proto__": 1}'),
    new Set([1, 'a']),
    new Date(0),
  ]
  const got = there(sent) as typeof sent
  expect(got).toStrictEqual(sent)
  expect((got[0] as PyDataclass).fieldNames).toEqual(['x'])
  expect(Object.isFrozen((got[1] as PyNamedTuple).items)).toBe(true)
  expect(Object.keys(got[5] as object)).toEqual(['__proto__'])
})

test('what is shared stays shared, and depth is no concern', () => {
  const shared = [1]
  const [one, two] = there([shared, shared]) as unknown[]
  expect(one).toBe(two)
  let deep: unknown = 'bottom'
  for (let i = 0; i < 100_000; i++) deep = [deep]
  let found = there(deep)
  while (Array.isArray(found)) found = found[0]
  expect(found).toBe('bottom')
})

test('a host object crosses as its identity with its fields, and a class as its identity', () => {
  const cls = new HostClass({ name: 'Cursor', dataclass: true })
  const object = new HostObject({ name: 'Cursor', class: cls, fields: { rows: 3, next: [1] } })
  const seen: unknown[] = []
  const [own, itsClass] = there([object, cls], (...given) => {
    seen.push(given)
    return object
  }) as [unknown, HostClass]
  expect(own).toBe(object)
  expect(itsClass).toMatchObject({ id: cls.id, name: 'Cursor', dataclass: true })
  const identity = { id: object.id, classId: cls.id, name: 'Cursor', dataclass: true, known: true }
  expect(seen).toEqual([[identity, { rows: 3, next: [1] }, expect.any(HostClass)]])
  expect((there([object]) as [HostObject])[0]).toMatchObject({ id: object.id, known: false })
})
