import { format } from 'node:util'
import vm from 'node:vm'
import type { InterpreterBridge } from '@interpreter-bridge/core'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import { afterAll, beforeAll, expect, test } from 'vitest'

let bridge: InterpreterBridge
beforeAll(async () => {
  bridge = await createQuickJs()
})
afterAll(() => bridge.dispose())

/** Lists of arguments of `console.log`, as source text. */
const shown = [
  `1, -0, 1.5, NaN, 12n, true, null, undefined, 'text', Symbol('s')`,
  `{}, [], { a: 1, 'b c': 'it\\'s', 3: [] }, ['x', "it's", 'a"b\\'c', 'line\\nbreak', '\\x07\\0']`,
  `new Map([['a', 1], [{ k: 2 }, new Set([1, 'b'])]]), new Set(), new Map()`,
  `(() => { const o = { name: 'o' }; o.self = o; o.list = [o, { o }]; return o })()`,
  `(() => { const a = []; a.push(a, 1); return a })()`,
  `{ big: 2n ** 70n, nested: { deep: { deeper: { deepest: 1 } }, list: [[[[1]]]], map: new Map([[{ a: { b: { c: {} } } }, 1]]) } }`,
  `class Point { constructor() { this.x = 1; this.y = 2 } }, new (class Point { x = 1 })(), new (class extends Map {})()`,
  `new (class Empty {})(), new (class A { get x() { return 1 } })()`,
  `{ get a() { throw 1 }, set b(v) {}, get c() { return 1 }, set c(v) {} }`,
  `function named() {}, () => {}, async () => {}, function* gen() {}, class A {}, class B extends Object {}, { f() {}, g: () => 1 }`,
  `new Date(0), new Date(NaN), /a+b/gi, [new Date(1e12), /x/]`,
  `Array.from({ length: 10 }, (_, i) => i * 100)`,
  `Array.from({ length: 120 }, (_, i) => i)`,
  `Array.from({ length: 30 }, (_, i) => 'item ' + i)`,
  `Array.from({ length: 12 }, (_, i) => ({ id: i, name: 'user' + i }))`,
  `Array.from({ length: 7 }, (_, i) => 'a longer text that does not fit into columns ' + i)`,
  `[1, , 3], [, , ,], Object.assign([1, 2], { extra: true }), new Array(5)`,
  `new Uint8Array([1, 2, 3]), new Float64Array(2), new ArrayBuffer(4), [new Uint8Array(300)]`,
  `Object.create(null), Object.assign(Object.create(null), { a: 1 }), Object.create({ inherited: 1 })`,
  `{ [Symbol('key')]: 1, [Symbol.iterator]: 2 }, { [Symbol.toStringTag]: 'Tagged' }`,
  `new String('boxed'), new Number(3), new Boolean(false), Object(1n), Object(Symbol('b'))`,
  `{ text: 'x'.repeat(62) }, { text: 'x'.repeat(63) }, { a: 'x'.repeat(30), b: 'y'.repeat(40) }`,
  `{ users: [{ id: 1, tags: ['a', 'b'], address: { street: 'Main', city: { name: 'X' } } }, { id: 2, tags: [], address: null }], total: 2, next: undefined }`,
  `'x'.repeat(20), ['x'.repeat(10100)]`,
  `Object.assign([], { '-1': 1, 'a b': 2 }), { undefined: undefined, null: null }`,
  `new WeakMap(), new WeakSet(), globalThis.JSON, Math`,
  `'%s is %d years and %i, %f, %j %O %% %c.', 'Ada', 36.5, 36.5, '1.5', { a: 1 }, { b: [1] }, 'css', 'rest', { c: 3 }`,
  `'%s %s', 'one'`,
  `'100%', 1`,
  `'%d', '0x10', '%s'`,
  `'%s', { a: { b: { c: 1 } } }, '%s', null, Symbol('x'), 1n, -0, () => 1, class Q {}`,
]

test.each(shown)('console.log(%s) prints what Node prints', async (args) => {
  const expected = vm.runInThisContext(`(format) => format(${args})`)(format)
  expect((await bridge.run(`console.log(${args})`)).output).toBe(`${expected}\n`)
})

test('an error is shown with its stack, its cause and what else it has', async () => {
  const { output } = await bridge.run(`
const fail = () => new TypeError('no', { cause: new Error('why') })
console.log(Object.assign(fail(), { code: 7 }))
console.log({ error: new RangeError('in') })
console.error(new AggregateError([new Error('one')], 'many'))`)
  expect(output).toBe(`TypeError: no
    at fail (main.js:2:33)
    at <eval> (main.js:3:31) {
  code: 7,
  [cause]: Error: why
      at fail (main.js:2:58)
      at <eval> (main.js:3:31)
}
{
  error: RangeError: in
      at <eval> (main.js:4:36)
}
AggregateError: many
    at <eval> (main.js:5:33) {
  [errors]: [
    Error: one
        at <eval> (main.js:5:44)
  ]
}
`)
})

test('what cannot be read says so, and nothing of the guest is called', async () => {
  const { output, value } = await bridge.run(`
let calls = 0
const trap = new Proxy({}, { ownKeys() { throw new Error('mine') }, getPrototypeOf() { throw new Error('mine') } })
Array.prototype.push = Map.prototype.get = String.prototype.slice = JSON.stringify = () => { calls++ }
console.log(trap, { get x() { calls++ }, toJSON() { calls++ } }, [1, 'a'])
calls`)
  expect({ output, value }).toEqual({
    output: "[unreadable] { x: [Getter], toJSON: [Function: toJSON] } [ 1, 'a' ]\n",
    value: 0,
  })
})

test('a print is one call of the host, whatever it shows', async () => {
  const { output } = await bridge.run('console.log(Array.from({ length: 1000 }, (_, i) => ({ i })))')
  expect(output).toContain('... 900 more items')
})
