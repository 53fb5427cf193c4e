import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { BridgeError } from '../src/errors/errors.js'
import { CompiledSchema } from '../src/functions/schema.js'
import type { HostFunctionSchema } from '../src/host/host-schema.js'

const query: HostFunctionSchema = {
  name: 'db_query',
  params: [
    { name: 'table', type: 'string' },
    { name: 'limit', type: 'integer', default: 10 },
    { name: 'where', type: 'string', required: false, nullable: true },
  ],
}

describe('binding arguments to parameters', () => {
  test.each([
    ['positional', ['users', 5], {}, { table: 'users', limit: 5 }],
    ['named', [], { limit: 1, table: 'x' }, { table: 'x', limit: 1 }],
    ['mixed, with a default', ['users'], { where: null }, { table: 'users', where: null, limit: 10 }],
    ['a bigint for an integer', ['t', 5n], {}, { table: 't', limit: 5n }],
  ])('binds %s', (_, positional, named, args) => {
    expect(new CompiledSchema(query).mapAndValidateArgs(positional, named)).toEqual({ ok: true, args })
  })

  test.each([
    ['missing', [], {}, "db_query() missing 1 required argument: 'table'"],
    ['surplus', ['a', 1, 'b', 2], {}, 'db_query() takes 3 positional arguments but 4 were given'],
    ['unknown', ['a'], { lim: 1 }, "db_query() got an unexpected keyword argument 'lim'"],
    ['doubled', ['a'], { table: 'b' }, "db_query() got multiple values for argument 'table'"],
    ['ill-typed', [5], {}, "db_query() argument 'table' must be string, not integer"],
    ['null where it is not nullable', [null], {}, "db_query() argument 'table' must be string, not null"],
    ['a float for an integer', ['a', 1.5], {}, "db_query() argument 'limit' must be integer, not number"],
  ])('refuses %s arguments with Python’s words', (_, positional, named, message) => {
    expect(new CompiledSchema(query).mapAndValidateArgs(positional, named)).toEqual({ ok: false, message })
  })

  test('names all missing arguments', () => {
    const schema = new CompiledSchema({
      name: 'f',
      params: ['a', 'b', 'c'].map((name) => ({ name, type: 'any' as const })),
    })
    expect(schema.mapAndValidateArgs([], {})).toEqual({
      ok: false,
      message: "f() missing 3 required arguments: 'a', 'b' and 'c'",
    })
  })

  test('a name such as __proto__ is only a name', () => {
    const schema = new CompiledSchema({ name: 'f', params: [{ name: '__proto__', type: 'any' }] })
    const bound = schema.mapAndValidateArgs([{ polluted: true }], {})
    expect(bound.ok && Object.keys(bound.args)).toEqual(['__proto__'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('a Standard Schema', () => {
  const schema = new CompiledSchema({
    name: 'send',
    params: z.object({ to: z.email(), copies: z.number().int().default(1), tags: z.array(z.string()).optional() }),
  })

  test('takes the order of positional arguments from its JSON Schema, and transforms', () => {
    expect(schema.mapAndValidateArgs(['a@b.org'], {})).toEqual({ ok: true, args: { to: 'a@b.org', copies: 1 } })
  })

  test('refuses with the path to the offender', () => {
    const bound = schema.mapAndValidateArgs([], { to: 'a@b.org', tags: ['x', 5] })
    expect(bound).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^send\(\) argument 'tags\[1\]': .*string/),
    })
  })

  test('checks one parameter among plain ones', () => {
    const one = new CompiledSchema({ name: 'f', params: [{ name: 'n', type: 'integer', schema: z.number().max(5) }] })
    expect(one.mapAndValidateArgs([6], {})).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^f\(\) argument 'n': /),
    })
    expect(one.mapAndValidateArgs([5], {})).toEqual({ ok: true, args: { n: 5 } })
  })

  test('that validates asynchronously is refused, with the reason', () => {
    const late = new CompiledSchema({ name: 'f', params: z.object({ a: z.string().refine(async () => true) }) })
    expect(late.mapAndValidateArgs(['x'], {})).toEqual({
      ok: false,
      message: "f() has a schema that validates asynchronously, which a guest's call cannot wait for",
    })
  })
})

describe('JSON Schema', () => {
  test('of plain parameters', () => {
    expect(new CompiledSchema(query).jsonSchema).toEqual({
      type: 'object',
      properties: {
        table: { type: 'string' },
        limit: { type: 'integer', default: 10 },
        where: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
      required: ['table'],
      additionalProperties: false,
    })
  })

  test('of a zod object', () => {
    const { jsonSchema } = new CompiledSchema({ name: 'f', params: z.object({ n: z.number() }) })
    expect(jsonSchema).toMatchObject({ type: 'object', properties: { n: { type: 'number' } }, required: ['n'] })
  })
})

test.each([
  ['a name with a space', { name: 'a b', params: [] }],
  [
    'two parameters of one name',
    {
      name: 'f',
      params: [
        { name: 'a', type: 'any' },
        { name: 'a', type: 'any' },
      ],
    },
  ],
  ['an unknown type', { name: 'f', params: [{ name: 'a', type: 'float' }] }],
  ['no parameters at all', { name: 'f' }],
])('%s is refused', (_, schema) => {
  expect(() => new CompiledSchema(schema as HostFunctionSchema)).toThrow(BridgeError)
})
