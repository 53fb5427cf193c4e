import { type HostFunction, hostFunction, pythonStubs, type TypeDiagnostic } from '@interpreter-bridge/core'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const checker = montyTypeChecker()

const tree = z.object({
  label: z.string(),
  get children() {
    return z.array(tree).optional()
  },
})

/** An MCP tool's, as pydantic writes it. */
const orderSchema = {
  type: 'object',
  $defs: {
    Line: {
      type: 'object',
      properties: { sku: { type: 'string' }, count: { type: 'integer', default: 1 }, price: { type: 'number' } },
      required: ['sku', 'price'],
    },
  },
  properties: {
    lines: { type: 'array', items: { $ref: '#/$defs/Line' } },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
    photo: { type: 'string', contentEncoding: 'base64', default: '' },
    class: { type: 'string', enum: ['a', 'b'], default: 'a' },
  },
  required: ['lines'],
}

const functions: HostFunction[] = [
  hostFunction({
    name: 'search',
    description: 'Finds "things" with \\d+ in them.\nAnd """more""".',
    params: z.object({
      q: z.string().describe('What to "find" \\'),
      mode: z.enum(['now', 'later']).default('now'),
      place: z.object({ lat: z.number(), 'user-id': z.int().optional() }).optional(),
      tags: z.array(z.enum(['a', 'b'])).default(['a']),
      weights: z.record(z.string(), z.number()).default({}),
      points: z.array(z.number()).default([1, 2.5]),
      pair: z.tuple([z.string(), z.number()]).optional(),
      either: z.union([z.string(), z.number(), z.null()]).optional(),
      tree: tree.optional(),
      lang: z.string(),
    }),
    returns: z.object({ hits: z.array(z.object({ id: z.int(), title: z.string().nullable(), score: z.number() })) }),
    handler: async () => null,
  }),
  hostFunction({
    name: 'store',
    params: [
      { name: 'key', type: 'string' },
      { name: 'data', type: 'bytes', default: new Uint8Array([0, 34, 92, 255]) },
      { name: 'names', type: 'list', items: 'string', default: ['x'] },
      { name: 'rows', type: 'list', items: { type: 'map', values: 'number' }, default: [] },
      { name: 'limit', type: 'integer', default: 10 },
      { name: 'ratio', type: 'number', default: 0.5 },
      { name: 'strict', type: 'boolean', default: false },
      { name: 'note', type: 'string', nullable: true, default: null },
      { name: 'owner', type: 'string', default: null },
    ],
    returns: 'bool',
    async: false,
    handler: () => true,
  }),
  hostFunction({ name: 'order', params: orderSchema, returns: 'int', async: false, handler: () => 1 }),
  hostFunction({ name: 'maybe', params: [], returns: 'int', handler: () => Promise.resolve(1) }),
  hostFunction({ name: 'log', params: 'raw', returns: 'None', async: false, handler: () => null }),
  hostFunction({ name: 'free', params: z.looseObject({ a: z.string() }), async: false, handler: () => null }),
]

async function check(code: string, stubs = pythonStubs(functions), scriptName = 'main.py'): Promise<TypeDiagnostic[]> {
  const found = await checker.check({ code, scriptName, stubs, modules: {}, format: 'concise', color: false })
  return [...(found?.diagnostics ?? [])]
}

const rules = async (code: string): Promise<string[]> => (await check(code)).map(({ line, rule }) => `${line} ${rule}`)

test('the stubs themselves are right', async () => {
  expect(await check(pythonStubs(functions), '', 'stubs.pyi')).toEqual([])
})

test.each([
  ['arguments by position and by name', "await search('x', 'later', lang='en')"],
  ['an object written in place', "await search('x', place={'lat': 1, 'user-id': 2}, lang='en')"],
  ['an object built before', "here = {'lat': 1.5}\nhere['user-id'] = 2\nawait search('x', place=here, lang='en')"],
  [
    'lists and dicts of ints where floats are wanted',
    "ns = [1, 2]\nws = {'a': 1}\nawait search('x', points=ns, weights=ws, lang='en')",
  ],
  ['members of an enum in a list', "tags = ['a', 'b']\nawait search('x', tags=tags, lang='en')"],
  [
    'a recursive object',
    "node = {'label': 'a', 'children': [{'label': 'b'}]}\nawait search('x', tree=node, lang='en')",
  ],
  ['alternatives', "[await search('x', either=e, lang='en') for e in ['a', 1, None]]"],
  [
    'fields of a result',
    "hits = (await search('x', lang='en'))['hits']\nsum(h['score'] for h in hits) + len(hits[0]['title'] or '')",
  ],
  ['plain parameters', "store('k', b'1', ['a'], [{'a': 1}], limit=3, ratio=1, note=None)"],
  [
    'a list that was built',
    "rows = []\nfor i in range(3):\n    rows.append({'n': i})\nif store('k', rows=rows):\n    pass",
  ],
  ['a JSON Schema with references', "order([{'sku': 'a', 'price': 1}], class_='b') + 1"],
  [
    'lines that were built',
    "lines = [{'sku': str(i), 'price': i * 1.5, 'count': i} for i in range(3)]\norder(lines, note='x')",
  ],
  ['an awaited result of what may be awaited', 'n = await maybe()\nn + 1'],
  ['one that needs no await', 'maybe() + 1'],
  ['anything for raw', "log(1, 'two', three=[3])"],
  ['more where the schema takes more', "free('a', b=1, c=[2])"],
])('a program that is right: %s', async (_, code) => {
  expect(await check(code)).toEqual([])
})

test.each([
  ['a number for a string', "await search(5, lang='en')", ['1 invalid-argument-type']],
  ['no member of an enum', "await search('x', 'never', lang='en')", ['1 invalid-argument-type']],
  ['an unknown keyword', "await search('x', lng='en', lang='en')", ['1 unknown-argument']],
  ['a missing argument', "await search('x')", ['1 missing-argument']],
  ['by position what goes by name', 'store()', ['1 missing-argument']],
  ['a wrong field', "await search('x', place={'lat': 'north'}, lang='en')", ['1 invalid-argument-type']],
  ['strings where numbers are wanted', "await search('x', points=['a'], lang='en')", ['1 invalid-argument-type']],
  ['a wrong item', "store('k', b'', [1])", ['1 invalid-argument-type']],
  ['text for bytes', "store('k', 'text')", ['1 invalid-argument-type']],
  ['None where it is not taken', "store('k', limit=None)", ['1 invalid-argument-type']],
  ['a key that a result lacks', "(await search('x', lang='en'))['hit']", ['1 invalid-key']],
  ['a result of another type', "'a' + store('k')", ['1 unsupported-operator']],
  ['a forgotten await', "search('x', lang='en')['hits']", ['1 not-subscriptable']],
  ['wrong lines', "order([{'sku': ['a'], 'price': 1}])", ['1 invalid-argument-type']],
])('a program that is wrong is told: %s', async (_, code, expected) => {
  const found = await rules(code)
  expect(found).toEqual(expect.arrayContaining(expected))
})

describe('a bridge', () => {
  test('declares what is registered; its schemas make the same stubs', async () => {
    const bridge = await createMontyNative({ typeChecker: checker })
    for (const fn of functions) bridge.register(fn)
    expect(pythonStubs(bridge.schemas)).toBe(pythonStubs(functions))
    expect(await bridge.typeCheck("r = await search('x', lang='en')\nr['hits'][0]['id'] + 1")).toBeNull()
    expect((await bridge.typeCheck("r = search('x', lang='en')\nr['hits']"))?.diagnostics).toHaveLength(1)
    await bridge.dispose()
  })
})
