import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CompiledSchema } from '../src/functions/schema.js'
import type { HostFunctionSchema } from '../src/host/host-schema.js'
import type { StandardSchema } from '../src/host/standard-schema.js'
import { PyTuple } from '../src/values/collections.js'

const compile = (params: HostFunctionSchema['params'], more: Partial<HostFunctionSchema> = {}): CompiledSchema =>
  new CompiledSchema({ name: 'f', params, ...more })

const python = (schema: CompiledSchema, args: unknown[], kwargs: Record<string, unknown> = {}): unknown => {
  const bound = schema.mapAndValidateArgs(args, kwargs)
  return bound.ok ? bound.args : bound.message
}

const javascript = (schema: CompiledSchema, ...args: unknown[]): unknown => {
  const bound = schema.mapAndValidateJavaScriptArgs(args)
  return bound.ok ? bound.args : bound.message
}

/** A Standard Schema without a JSON Schema, as valibot has it: it takes what it knows, and drops the rest. */
const stripping: StandardSchema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => ({ value: 'a' in (value as object) ? { a: (value as { a: unknown }).a } : {} }),
  },
}

describe('an unknown keyword is refused, whatever the schema library does with it', () => {
  const unexpected = "f() got an unexpected keyword argument 'state'"

  test.each([
    ['a zod object', z.object({ q: z.string().optional() })],
    ['a strict zod object', z.strictObject({ q: z.string().optional() })],
    ['a zod object that is transformed', z.object({ q: z.string().optional() }).transform(({ q }) => ({ query: q }))],
    ['alternatives', z.union([z.object({ q: z.string().optional() }), z.object({ r: z.number() })])],
    ['a schema that has no JSON Schema', stripping],
    ['a schema that has none because of a custom type', z.object({ at: z.date().optional() })],
    ['a JSON Schema that does not say that it takes more', { type: 'object', properties: { q: { type: 'string' } } }],
    ['a JSON Schema that says it does not', { type: 'object', properties: {}, additionalProperties: false }],
  ] as [string, HostFunctionSchema['params']][])('%s', (_, params) => {
    expect(python(compile(params), [], { state: 'late' })).toBe(unexpected)
  })

  test('where alternatives know it and the one that fits does not, it is refused, too', () => {
    const either = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), x: z.number() }),
      z.object({ kind: z.literal('b'), state: z.string() }),
    ])
    expect(python(compile(either), [], { kind: 'a', x: 1, state: 'late' })).toBe(unexpected)
    expect(python(compile(either), [], { kind: 'b', state: 'late' })).toEqual({ kind: 'b', state: 'late' })
  })

  test('inside of an argument, and inside of a list', () => {
    const nested = compile(z.object({ filters: z.array(z.object({ column: z.string() })) }))
    expect(python(nested, [], { filters: [{ column: 'a' }, { column: 'b', stat: 1 }] })).toBe(
      "f() argument 'filters[1]' has an unexpected key 'stat'",
    )
    const one = compile([{ name: 'filter', type: 'map', schema: z.object({ column: z.string() }) }])
    expect(python(one, [{ column: 'a', stat: 1 }])).toBe("f() argument 'filter' has an unexpected key 'stat'")
  })

  test.each([
    ['passthrough', z.looseObject({ q: z.string() })],
    ['a catchall', z.object({ q: z.string() }).catchall(z.string())],
    ['a record', z.record(z.string(), z.string())],
    ['additionalProperties', { type: 'object', properties: { q: { type: 'string' } }, additionalProperties: true }],
    ['patternProperties', { type: 'object', patternProperties: { '^s': { type: 'string' } } }],
  ] as [string, HostFunctionSchema['params']][])(
    'but not where the schema says that it takes more: %s',
    (_, params) => {
      expect(python(compile(params), [], { q: 'a', state: 'late' })).toEqual({ q: 'a', state: 'late' })
    },
  )

  test('a key that a transform uses is not dropped', () => {
    const renaming = z.object({ limit: z.number().default(10) }).transform(({ limit }) => ({ max: limit }))
    expect(python(compile(renaming), [], { limit: 10 })).toEqual({ max: 10 })
    expect(python(compile(z.object({ a: z.any() }).transform(({ a }) => ({ b: [a] }))), [], { a: 1 })).toEqual({
      b: [1],
    })
    const noJsonSchema = z.object({ at: z.date().optional(), n: z.string() }).transform(({ n }) => n.length)
    expect(python(compile(noJsonSchema), [], { n: 'abc' })).toBe(3)
  })
})

describe('in JavaScript, an object of named arguments', () => {
  const send = compile([
    { name: 'to', type: 'string' },
    { name: 'subject', type: 'string', default: '' },
  ])

  test('binds by name, and one that is unknown is named', () => {
    expect(javascript(send, { to: 'a', subject: 'b' })).toEqual({ to: 'a', subject: 'b' })
    expect(javascript(send, { to: 'a', subjct: 'b' })).toBe(
      "f() got an unknown named argument 'subjct'; it takes to, subject",
    )
    expect(javascript(send, { too: 'a', subjct: 'b' })).toBe(
      "f() got unknown named arguments 'too', 'subjct'; it takes to, subject",
    )
    expect(javascript(send, {})).toBe("f() missing 1 required argument: 'to'")
    expect(javascript(compile(z.object({ to: z.string() })), { too: 'a' })).toBe(
      "f() got an unknown named argument 'too'; it takes to",
    )
    expect(javascript(compile({ type: 'object', properties: { to: { type: 'string' } } }), { too: 'a' })).toBe(
      "f() got an unknown named argument 'too'; it takes to",
    )
    expect(javascript(compile([]), { to: 'a' })).toBe("f() got an unknown named argument 'to'; it takes none")
  })

  test('is the first argument where that may be an object', () => {
    const save = compile([{ name: 'record', type: 'map' }])
    expect(javascript(save, { id: 1 })).toEqual({ record: { id: 1 } })
    expect(javascript(compile([{ name: 'value', type: 'any' }]), { id: 1 })).toEqual({ value: { id: 1 } })
    const whole = compile(z.object({ record: z.looseObject({}), force: z.boolean().optional() }))
    expect(javascript(whole, { id: 1 })).toEqual({ record: { id: 1 } })
    expect(javascript(whole, { record: { id: 1 }, force: true })).toEqual({ record: { id: 1 }, force: true })
  })

  test('gives a schema that takes anything all of it', () => {
    expect(javascript(compile(z.looseObject({ to: z.string() })), { to: 'a', cc: 'b' })).toEqual({ to: 'a', cc: 'b' })
    expect(javascript(compile(stripping), { a: 1 })).toEqual({ a: 1 })
    expect(javascript(compile(stripping), { a: 1, b: 2 })).toBe("f() got an unexpected keyword argument 'b'")
  })
})

describe('a required parameter after an optional one', () => {
  const params = [
    { name: 'table', type: 'string' },
    { name: 'limit', type: 'integer', default: 10 },
    { name: 'where', type: 'string' },
    { name: 'order', type: 'string', default: '' },
  ] as const

  test.each([
    ['plain', params],
    [
      'zod',
      z.object({ table: z.string(), limit: z.int().default(10), where: z.string(), order: z.string().default('') }),
    ],
  ] as const)('binds by name in Python, by position in JavaScript, too: %s', (_, described) => {
    const schema = compile(described)
    const bound = { table: 't', limit: 5, where: 'w', order: '' }
    expect(python(schema, ['t', 5], { where: 'w' })).toEqual(bound)
    expect(python(schema, ['t', 5, 'w'])).toBe('f() takes 2 positional arguments but 3 were given; pass where by name')
    expect(javascript(schema, 't', 5, 'w')).toEqual(bound)
    expect(javascript(schema, { table: 't', where: 'w', limit: 5 })).toEqual(bound)
  })
})

test('what Python cannot write as a keyword has another name there', () => {
  const schema = compile(z.object({ from: z.string(), 'user-id': z.number(), 'user id': z.number().optional() }))
  const bound = { from: 'a', 'user-id': 1 }
  expect(python(schema, [], { from_: 'a', user_id: 1 })).toEqual(bound)
  expect(python(schema, [], { from: 'a', 'user-id': 1 })).toEqual(bound)
  expect(python(schema, ['a'], { user_id: 1, user_id_2: 2 })).toEqual({ ...bound, 'user id': 2 })
  expect(python(schema, ['a'], { from_: 'a' })).toBe("f() got multiple values for argument 'from_'")
})

describe('items and values', () => {
  const schema = compile([
    { name: 'ids', type: 'list', items: 'integer' },
    { name: 'by', type: 'map', values: { type: 'list', items: { type: 'string', nullable: true } }, default: {} },
  ])

  test('are checked, with the path', () => {
    expect(python(schema, [[1, 2n]])).toEqual({ ids: [1, 2n], by: {} })
    expect(python(schema, [[1, 'x']])).toBe("f() argument 'ids[1]' must be integer, not string")
    expect(python(schema, [[1], { a: ['x', null] }])).toEqual({ ids: [1], by: { a: ['x', null] } })
    expect(python(schema, [[1], { a: ['x', 5] }])).toBe('f() argument \'by["a"][1]\' must be string, not integer')
    expect(python(schema, [[1], new Map([[1, []]])])).toBe(
      "f() argument 'by' must be map with string keys, not with integer ones",
    )
  })

  test('a tuple arrives as the list that it stands for, a Map as the object', () => {
    expect(python(schema, [new PyTuple([1, 2]), new Map([['a', new PyTuple(['x'])]])])).toEqual({
      ids: [1, 2],
      by: { a: ['x'] },
    })
  })

  test('are in the JSON Schema', () => {
    expect(schema.jsonSchema).toEqual({
      type: 'object',
      properties: {
        ids: { type: 'array', items: { type: 'integer' } },
        by: {
          type: 'object',
          additionalProperties: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
          default: {},
        },
      },
      required: ['ids'],
      additionalProperties: false,
    })
  })

  test.each([
    [
      'a type that there is not',
      { type: 'list', items: 'text' },
      'f: parameter a: items has type text; there are string',
    ],
    ['items of what is no list', { type: 'string', items: 'string' }, 'f: parameter a: only a list has items'],
    ['values of what is no map', { type: 'list', values: 'string' }, 'f: parameter a: only a map has values'],
    [
      'an unknown key',
      { type: 'list', items: { type: 'list', item: 'any' } },
      'items: there is no item; did you mean items?',
    ],
    [
      'a default of another type',
      { type: 'list', items: 'string', default: ['a', 1] },
      'its default[1] must be string, not integer',
    ],
  ])('%s is refused', (_, param, message) => {
    expect(() => compile([{ name: 'a', ...param } as never])).toThrow(message)
  })
})

test('a default of bytes is base64 in the JSON Schema', () => {
  const schema = compile([{ name: 'salt', type: 'bytes', default: new Uint8Array([1, 2, 255]) }])
  expect(schema.jsonSchema.properties).toEqual({
    salt: { type: 'string', contentEncoding: 'base64', default: 'AQL/' },
  })
})

test.each([
  ['raw', { params: 'raw', jsonSchema: { type: 'object' } }, "give a schema as params instead of 'raw'"],
  ['a list', { params: [], jsonSchema: { type: 'object' } }, 'f: jsonSchema says nothing where params is a list'],
  [
    'a list',
    { params: [], positional: ['a'] },
    'f: positional says nothing where params is a list; the list is the order',
  ],
  ['a JSON Schema', { params: { type: 'object' }, jsonSchema: {} }, 'give the JSON Schema as params'],
  ['an order that is none', { params: z.object({}), positional: 'a' }, 'positional must be a list'],
])('beside %s nothing is ignored', (_, schema, message) => {
  expect(() => new CompiledSchema({ name: 'f', ...schema } as HostFunctionSchema)).toThrow(message)
})

test('a schema whose own code throws is the guest’s TypeError, and so is a value that is too deep for it', () => {
  const throwing: StandardSchema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate() {
        throw new Error('not today')
      },
    },
  }
  expect(python(compile(throwing), [], { a: 1 })).toBe('f() could not be checked: not today')
  let deep: unknown[] = []
  for (let i = 0; i < 100_000; i++) deep = [deep]
  const tree: z.ZodType = z.lazy(() => z.array(tree))
  // Zod tries again asynchronously after any exception.
  expect(python(compile(z.object({ a: tree })), [deep])).toMatch(/^f\(\) has a schema that validates asynchronously/)
  expect(python(compile({ type: 'object', properties: { a: {} } }), [deep])).toMatch(
    /could not be checked: Maximum call/,
  )
})
