import {
  HostClass,
  HostError,
  HostObject,
  hostFunction,
  type InterpreterBridge,
  PyClass,
  PyDataclass,
} from '@interpreter-bridge/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backends, monty } from './backends.js'

const person = (name: string): HostObject =>
  new HostObject({
    name: 'User',
    attributes: {
      name,
      gone: () => {
        throw new HostError('AttributeError', 'gone')
      },
      broken: () => {
        throw new Error('broken')
      },
    },
    methods: [
      hostFunction({ name: 'greet', params: [{ name: 'x', type: 'any' }], handler: ({ x }) => `${name} ${x}` }),
    ],
  })

const raised = `
def raised(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__ + ': ' + str(e)
`

describe.each(monty.flatMap((name) => (['inline', 'thread'] as const).map((isolation) => [name, isolation] as const)))(
  'host objects on %s, %s',
  (name, isolation) => {
    let bridge: InterpreterBridge
    beforeEach(async () => {
      bridge = await (backends[name] as (typeof backends)[string])({ isolation })
    })
    afterEach(() => bridge.dispose())

    test('the same instance reaches the host, as argument, receiver and value', async () => {
      const alice = person('alice')
      const bob = person('bob')
      const seen: unknown[] = []
      bridge.register(hostFunction({ name: 'see', params: 'raw', handler: ({ args }) => void seen.push(...args) }))
      const code =
        'l = [alice, bob]\nl.remove(bob)\nsee(l[0], [bob])\n[alice == bob, bob in l, {"b": bob}, alice.greet(1)]'
      const { value } = await bridge.run(code, { inputs: { alice, bob } })
      expect(value).toEqual([false, false, { b: bob }, 'alice 1'])
      expect((value as { b: unknown }[])[2]?.b).toBe(bob)
      expect(seen[0]).toBe(alice)
      expect((seen[1] as unknown[])[0]).toBe(bob)
    })

    test('an AttributeError of the host is what hasattr and getattr expect; anything else is raised', async () => {
      const code = `${raised}\n[hasattr(a, 'gone'), getattr(a, 'gone', 5), raised(lambda: a.gone), raised(lambda: hasattr(a, 'broken'))]`
      expect((await bridge.run(code, { inputs: { a: person('a') } })).value).toEqual([
        false,
        5,
        "AttributeError: 'User' object has no attribute 'gone'",
        'RuntimeError: broken',
      ])
    })

    test('an instance that the host made has what it came with, and nothing else', async () => {
      const cls = new PyClass('Point', '1'.repeat(32), true, true)
      const point = new PyDataclass(cls, '2'.repeat(32), new Map([['x', 1]]), true)
      const code = `${raised}\n[p.x, repr(p), raised(lambda: p.y), raised(lambda: p.f(1)), raised(lambda: p()), hasattr(p, 'y'), p]`
      const { value } = await bridge.run(code, { inputs: { p: point } })
      expect(value).toEqual([
        1,
        'Point(x=1)',
        "AttributeError: 'Point' object has no attribute 'y'",
        "AttributeError: 'Point' object has no attribute 'f'",
        "TypeError: 'Point' object is not callable",
        false,
        point,
      ])
    })

    test('a class, a method and an object go around as values, and come back as themselves', async () => {
      const Point: HostClass = new HostClass({
        name: 'Point',
        dataclass: true,
        construct: hostFunction({
          name: 'Point',
          params: [
            { name: 'x', type: 'integer' },
            { name: 'y', type: 'integer', default: 0 },
          ],
          handler: ({ x, y }) => new HostObject({ name: 'Point', class: Point, fields: { x, y } }),
        }),
      })
      bridge.registerModule({ name: 'shapes', attributes: { Point } })
      const code = `${raised}
from shapes import Point as P
made = [P(x) for x in [1, 2]]
[P, made[0], isinstance(made[1], P), made[0] == P(1, y=0), made[0].x + made[1].x, raised(lambda: P('x')), raised(lambda: P.nothing)]`
      const { value } = await bridge.run(code)
      const [cls, first, ...rest] = value as unknown[]
      expect(cls).toBe(Point)
      expect(first).toBeInstanceOf(HostObject)
      expect((first as HostObject).fields).toEqual(
        new Map([
          ['x', 1],
          ['y', 0],
        ]),
      )
      expect(rest).toEqual([
        true,
        true,
        3,
        "TypeError: Point() argument 'x' must be integer, not string",
        "AttributeError: type object 'Point' has no attribute 'nothing'",
      ])
    })

    test('by hand', async () => {
      const Point = new HostClass({ name: 'Point' })
      const db = new HostObject({
        name: 'Db',
        methods: [hostFunction({ name: 'query', params: [], handler: () => 0 })],
      })
      bridge.registerClass(Point)
      const point = new HostObject({ name: 'Point', class: Point })
      const first = await bridge.start('q = db.query\nisinstance(Point(1), Point) and q(2)', { inputs: { db } })
      expect(first).toMatchObject({ type: 'call', name: '__call__', args: [1], methodCall: true })
      if (first.type !== 'call') throw new Error(first.type)
      expect(first.receiver).toBe(Point)
      const second = await first.resume(point)
      expect(second).toMatchObject({ type: 'call', name: 'query', args: [2], methodCall: true })
      if (second.type !== 'call') throw new Error(second.type)
      expect(second.receiver).toBe(db)
      expect(await second.resume('rows')).toMatchObject({ type: 'done', value: 'rows' })
    })

    test('a session that was dumped finds its objects again while they live, and says which it does not find', async () => {
      const alice = person('alice')
      const Point: HostClass = new HostClass({
        name: 'Point',
        construct: hostFunction({
          name: 'Point',
          params: [],
          handler: () => new HostObject({ name: 'Point', class: Point }),
        }),
      })
      const session = await bridge.openSession()
      await session.feed('a, P, f = alice, Point, alice.greet', { inputs: { alice, Point } })
      const bytes = await session.dump()
      await session.dispose()

      const same = await bridge.loadSession(bytes)
      const { value } = await same.feed('[a, a.name, f(2), isinstance(P(), P), a == alice]', { inputs: { alice } })
      expect(value).toEqual([alice, 'alice', 'alice 2', true, true])
      expect((value as unknown[])[0]).toBe(alice)
      await same.dispose()

      // As in another process: what was dumped holds an object that nobody there has made.
      const id = crypto.randomUUID().replaceAll('-', '')
      const elsewhere = await bridge.openSession()
      await elsewhere.feed('a = p', {
        inputs: { p: new PyDataclass(new PyClass('User', 'cd'.repeat(16), true, false), id, new Map()) },
      })
      const foreign = await elsewhere.dump()
      await elsewhere.dispose()
      const loaded = await bridge.loadSession(foreign)
      const problem = `the host object behind this value (${id}) is not in this process`
      expect((await loaded.feed(`${raised}\n[raised(lambda: a.name), raised(lambda: a.greet())]`)).value).toEqual([
        `RuntimeError: name: ${problem}`,
        `RuntimeError: greet: ${problem}`,
      ])
      const made = new HostObject({ name: 'User', id, attributes: { name: 'made again' } })
      expect((await loaded.feed('a.name')).value).toBe('made again')
      expect((await loaded.feed('a')).value).toBe(made)
      await loaded.dispose()
    })
  },
)

test.each([
  ['a field and an attribute', { name: 'A', fields: { x: 1 }, attributes: { x: 1 } }, /A\.x is both/],
  ['a private field', { name: 'A', fields: { _x: 1 } }, /A\._x: names that begin with _/],
  ['an id that is none', { name: 'A', id: 'x' }, /an id is 32 hexadecimal digits/],
  ['the name of another class', { name: 'A', class: new HostClass({ name: 'B' }) }, /its class is called B/],
])('a host object with %s is refused', (_, definition, message) => {
  expect(() => new HostObject(definition)).toThrow(message)
})

test('modules and submodules share no names, and come and go', async () => {
  const bridge = await (backends.native as (typeof backends)[string])()
  bridge.registerModule({ name: 'tools', attributes: { size: 1 } })
  expect(() => bridge.registerModule({ name: 'tools.size' })).toThrow(
    expect.objectContaining({ code: 'duplicate-function' }),
  )
  expect(() => bridge.registerModule({ name: 'tools.' })).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
  bridge.registerModule({ name: 'tools.nested', attributes: { deep: 2 } })
  expect((await bridge.run('import tools.nested\ntools.size + tools.nested.deep')).value).toBe(3)
  expect(bridge.unregister('tools.nested')).toBe(true)
  await expect(bridge.run('import tools.nested')).rejects.toMatchObject({ excType: 'ModuleNotFoundError' })
  bridge.registerClass(new HostClass({ name: 'Point' }))
  expect(() => bridge.registerClass(new HostClass({ name: 'Point' }))).toThrow(
    expect.objectContaining({ code: 'duplicate-function' }),
  )
  expect(bridge.unregister('Point')).toBe(true)
  await expect(bridge.run('Point')).rejects.toMatchObject({ excType: 'NameError' })
  await bridge.dispose()
})
