import { describe, expect, test } from 'vitest'
import { CompiledSchema } from '../src/functions/schema.js'
import type { HostFunctionSchema } from '../src/host/host-schema.js'
import { PyTuple } from '../src/values/collections.js'
import { HostObject } from '../src/values/host-object.js'
import { PyFloat } from '../src/values/scalars.js'
import { toPython } from '../src/values/to-python.js'

/** As an MCP server sends it. */
const inputSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object' as const,
  properties: {
    city: { type: 'string', description: 'Where', minLength: 2 },
    days: { type: 'integer', default: 3, minimum: 1, maximum: 14 },
    unit: { enum: ['celsius', 'fahrenheit'] },
    tags: { type: 'array', items: { type: 'string' } },
    place: { $ref: '#/definitions/Place' },
    note: { type: 'string', default: null },
    data: { type: 'string', contentEncoding: 'base64' },
  },
  required: ['city'],
  definitions: {
    Place: {
      type: 'object',
      properties: { lat: { type: 'number' }, lon: { type: 'number' } },
      required: ['lat', 'lon'],
    },
  },
}

const bind = (params: HostFunctionSchema['params'], args: unknown[], kwargs: Record<string, unknown> = {}): unknown => {
  const bound = new CompiledSchema({ name: 'weather', params }).mapAndValidateArgs(args, kwargs)
  return bound.ok ? bound.args : bound.message
}

describe('a JSON Schema as params', () => {
  test('binds by its properties, and fills in the defaults that are valid', () => {
    expect(bind(inputSchema, ['Paris'])).toEqual({ city: 'Paris', days: 3 })
    expect(bind(inputSchema, ['Paris', 5], { unit: 'celsius' })).toEqual({ city: 'Paris', days: 5, unit: 'celsius' })
  })

  test.each([
    ['missing', [], {}, "weather() missing 1 required argument: 'city'"],
    ['unknown', ['Paris'], { dys: 1 }, "weather() got an unexpected keyword argument 'dys'"],
    [
      'of another type',
      ['Paris', 'x'],
      {},
      `weather() argument 'days': Instance type "string" is invalid. Expected "integer".`,
    ],
    ['out of range', ['Paris', 20], {}, "weather() argument 'days': 20 is greater than 14."],
    ['too short', ['P'], {}, "weather() argument 'city': String is too short (1 < 2)."],
    [
      'none of an enum',
      ['Paris'],
      { unit: 'kelvin' },
      `weather() argument 'unit': Instance does not match any of ["celsius","fahrenheit"].`,
    ],
    [
      'wrong inside',
      ['Paris'],
      { tags: ['a', 5] },
      `weather() argument 'tags[1]': Instance type "number" is invalid. Expected "string".`,
    ],
    [
      'wrong behind a reference',
      ['Paris'],
      { place: { lat: 1 } },
      `weather() argument 'place': Instance does not have required property "lon".`,
    ],
  ])('refuses what is %s', (_, args, kwargs, message) => {
    expect(bind(inputSchema, args, kwargs)).toBe(message)
  })

  test('takes what the guest has as JSON', () => {
    const place = new Map<unknown, unknown>([
      ['lat', new PyFloat(1)],
      ['lon', 2n],
    ])
    expect(bind(inputSchema, ['Paris', 2n], { tags: new PyTuple(['a']), place, data: new Uint8Array([1, 2]) })).toEqual(
      {
        city: 'Paris',
        days: 2,
        tags: ['a'],
        place: { lat: 1, lon: 2 },
        data: 'AQI=',
      },
    )
  })

  test.each([
    ['an object of the host', new HostObject({ name: 'User' }), 'JSON has no host'],
    ['a number that is none', Number.NaN, 'JSON has no NaN'],
    ['an int beyond what JSON can say', 2n ** 70n, '1180591620717411303424 is too large for JSON'],
    ['a dict with other keys', new Map([[1, 2]]), 'the keys of a JSON object are strings, not 1'],
  ])('refuses %s', (_, value, message) => {
    expect(bind({ type: 'object', properties: { any: {} } }, [value])).toBe(
      `weather() could not be checked: ${message}`,
    )
  })

  test('a date is its text', () => {
    const when = toPython.datetime(new Date(0))
    expect(bind({ type: 'object', properties: { at: { type: 'string' } } }, [when])).toMatchObject({
      at: expect.stringMatching(/^1970-01-01T00:00:00/),
    })
  })

  test('its own JSON Schema is what was given, and the object is left alone', () => {
    const before = structuredClone(inputSchema)
    const { jsonSchema, order } = new CompiledSchema({ name: 'weather', params: inputSchema })
    expect(jsonSchema).toEqual(before)
    expect(inputSchema).toEqual(before)
    expect(order).toEqual(['city', 'days', 'unit', 'tags', 'place', 'note', 'data'])
  })

  test('that is frozen works', () => {
    const frozen = Object.freeze({
      type: 'object',
      properties: Object.freeze({ a: Object.freeze({ type: 'string' }) }),
    })
    expect(bind(frozen, ['x'])).toEqual({ a: 'x' })
  })

  test('a prototype is no place for an argument', () => {
    const open = { type: 'object', additionalProperties: true }
    const args = bind(open, [], JSON.parse('{"__proto__": {"polluted": true}}')) as object
    expect(Object.keys(args)).toEqual(['__proto__'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test.each([
    ['of an array', { type: 'array' }, 'describes array, not an object'],
    ['of nothing', {}, 'says nothing about an object'],
    [
      'with a reference that leads nowhere',
      { type: 'object', properties: { a: { $ref: '#/nope' } }, allOf: [{ $ref: '#/nope' }] },
      'is refused',
    ],
    ['that is a promise', { jsonSchema: Promise.resolve({}) }, 'is a promise; await it first'],
  ])('%s is refused', (_, params, message) => {
    expect(() => new CompiledSchema({ name: 'weather', params })).toThrow(message)
  })
})

describe('an object that holds a JSON Schema, as the AI SDK makes it', () => {
  const jsonSchema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] }

  test('validates with the JSON Schema', () => {
    const holder = { [Symbol.for('vercel.ai.schema')]: true, _type: undefined, validate: undefined, jsonSchema }
    expect(bind(holder, [1])).toEqual({ n: 1 })
    expect(bind(holder, ['x'])).toBe(`weather() argument 'n': Instance type "string" is invalid. Expected "integer".`)
  })

  test('or with its own validator', () => {
    const validate = (value: unknown): unknown =>
      (value as { n: number }).n > 5
        ? { success: false, error: new Error('too many') }
        : { success: true, value: { n: 2 } }
    expect(bind({ jsonSchema, validate }, [1])).toEqual({ n: 2 })
    expect(bind({ jsonSchema, validate }, [9])).toBe('weather(): too many')
    expect(bind({ jsonSchema, validate: async () => ({ success: true }) }, [9])).toBe(
      "weather() has a schema that validates asynchronously, which a guest's call cannot wait for",
    )
  })
})
