import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BridgeError,
  type BridgeEvent,
  eventFromJson,
  eventToJson,
  GuestError,
  HostError,
  HostObject,
  HostValueError,
  valueFromJson,
  valueToJson,
} from '../src/index.js'
import { guestValue } from './guest-value.js'
import { call, calls, checkNothingIsLeft, collect, done, open } from './harness.js'

const wire = (json: unknown): unknown => JSON.parse(JSON.stringify(json))
const frame = { filename: 'main.py', startLine: 1, startColumn: 1, endLine: 1, endColumn: 4 }
const traceback = [{ ...frame, previewLine: '1/0', hideCaret: false, hideFrameName: false }]
const limit = { limit: 'timeMs', value: 5, used: 7 }

const base = fc.record({ runId: fc.string(), seq: fc.nat(), at: fc.double({ noNaN: true, noDefaultInfinity: true }) })
const named = fc.record({ callId: fc.nat(), name: fc.string() })
const usage = fc.constantFrom(
  { timeMs: 1.5, wallMs: 2, hostCalls: 0, printBytes: 3 },
  { timeMs: 1, memoryBytes: 5, allocations: 9, wallMs: 2, hostCalls: 1, printBytes: 0 },
)
const raise = fc.record({ excType: fc.string(), message: fc.string({ unit: 'binary' }) })
const args = fc.record({
  args: fc.array(guestValue, { maxLength: 3 }),
  kwargs: fc.dictionary(fc.string(), guestValue, { maxKeys: 3, noNullPrototype: true }),
})
const position = fc.constantFrom(undefined, { scriptName: 'main.py', start: 0, end: 4 })
const error = fc
  .record({
    message: fc.string(),
    cause: fc.oneof(guestValue, fc.constant(new HostValueError('no'))),
    limit: fc.constantFrom(undefined, limit),
  })
  .map((fault) => new GuestError({ excType: 'ValueError', traceback, ...fault }, 'main.py'))
const ended = named.chain((call_) =>
  fc.oneof(
    guestValue.map((result) => ({ ...call_, result, durationMs: 0.5 })),
    raise.map((thrown) => ({ ...call_, error: thrown, durationMs: 0.5 })),
  ),
)

const abandoned = fc
  .tuple(named, ended, fc.string())
  .map(([call_, outcome, hint]) => ({ ...call_, ...outcome, callId: call_.callId, hint }))

/** Every event of each type. */
const bodies: Readonly<Record<BridgeEvent['type'], fc.Arbitrary<object>>> = {
  runStarted: fc.record({ scriptName: fc.string() }),
  print: fc.record({ stream: fc.constantFrom('stdout', 'stderr'), text: fc.string({ unit: 'binary' }) }),
  callStarted: fc.tuple(named, args, position).map(([a, b, c]) => ({ ...a, ...b, methodCall: false, position: c })),
  callFinished: ended,
  osCallStarted: fc.tuple(named, args).map(([a, b]) => ({ ...a, ...b })),
  osCallFinished: ended,
  futuresPending: fc.record({ callIds: fc.array(fc.nat()) }),
  callAbandoned: abandoned,
  runFinished: fc.record({ value: guestValue, usage, abandoned: fc.array(abandoned, { maxLength: 2 }) }),
  runFailed: fc.record({ error, usage, abandoned: fc.array(abandoned, { maxLength: 2 }) }),
  runCancelled: fc.record({
    reason: fc.oneof(guestValue, fc.constant(new BridgeError('disposed', 'gone'))),
    usage,
    abandoned: fc.array(abandoned, { maxLength: 2 }),
  }),
}

describe.each(Object.keys(bodies) as BridgeEvent['type'][])('%s', (type) => {
  const event = fc.tuple(base, bodies[type]).map(([a, b]) => ({ type, ...a, ...b }) as BridgeEvent)

  test('comes back equal from its lossless form', () => {
    fc.assert(
      fc.property(event, (sent) => {
        expect(eventFromJson(wire(eventToJson(sent, { lossless: true })))).toEqual(sent)
      }),
    )
  })

  test('comes back as itself from the form for readers, as far as JSON goes', () => {
    fc.assert(
      fc.property(event, (sent) => {
        const json = eventToJson(sent)
        expect(wire(json)).toEqual(json)
        expect(wire(eventToJson(eventFromJson(wire(json))))).toEqual(json)
      }),
    )
  })
})

describe('errors in JSON', () => {
  const failed = new GuestError(
    { excType: 'TimeoutError', message: 'late', traceback, limit, cause: new Error('host', { cause: 1n }) },
    'a.py',
    'said\n',
  )
  const json = {
    name: 'GuestError',
    message: 'late',
    excType: 'TimeoutError',
    scriptName: 'a.py',
    output: 'said\n',
    limit,
    traceback,
    cause: { name: 'Error', message: 'host', cause: '1' },
  }

  test('have message, type, traceback, limit and cause', () => {
    expect(wire(failed)).toEqual(json)
    expect(wire(new HostValueError('no'))).toEqual({ name: 'HostError', message: 'no', excType: 'ValueError' })
    expect(wire(new BridgeError('busy', 'wait', { cause: failed }))).toEqual({
      name: 'BridgeError',
      message: 'wait',
      code: 'busy',
      cause: json,
    })
  })

  test('are errors again from the form for readers', () => {
    const event = { type: 'runFailed', runId: 'r', seq: 0, at: 0, error: failed, usage: {} } as unknown as BridgeEvent
    const back = eventFromJson(wire(event)) as BridgeEvent & { error: GuestError }
    expect(back.error).toBeInstanceOf(GuestError)
    expect(wire(back.error)).toEqual(json)
    expect(back.error.summary).toBe('TimeoutError: late')
  })

  test.each([
    [failed, GuestError],
    [new BridgeError('busy', 'wait'), BridgeError],
    [new HostValueError('no'), HostValueError],
    [new TypeError('t', { cause: [1n] }), Error],
    [new AggregateError([new Error('a')], 'b'), Error],
    [new DOMException('stop', 'AbortError'), Error],
  ] as readonly [Error, unknown][])('%s is what it was, without loss', (thrown, type) => {
    const back = valueFromJson(wire(valueToJson({ thrown }, { lossless: true }))) as { thrown: Error }
    const { name, message, cause } = thrown
    expect(back.thrown).toMatchObject({ name, message })
    expect(back.thrown).toBeInstanceOf(type === HostValueError ? HostError : type)
    expect(back.thrown.cause).toEqual(cause)
    expect(Object.keys(back.thrown)).not.toContain('message')
  })
})

describe('values', () => {
  const user = new HostObject({ name: 'User', attributes: { age: 3 } })

  test('a host object is its name and id, and found again by them', () => {
    expect(wire(valueToJson([user]))).toEqual([{ name: 'User', id: user.id }])
    const json = wire(valueToJson([user], { lossless: true }))
    expect(valueFromJson(json, { hostObject: ({ id }) => (id === user.id ? user : undefined) })).toEqual([user])
    const [standIn] = valueFromJson(json) as [HostObject]
    expect([standIn.id, standIn.name, standIn.hasAttribute('age')]).toEqual([user.id, 'User', false])
  })

  test('what JSON has is written as it is', () => {
    expect(valueToJson({ a: [1, 'b', null] }, { lossless: true })).toEqual({ a: [1, 'b', null] })
    expect(valueToJson([1n], { lossless: true })).toEqual({
      $: [
        ['bigint', '1'],
        ['list', false, [0]],
      ],
    })
  })

  test('depth and sharing are kept', () => {
    let deep: unknown = 1n
    for (let i = 0; i < 100_000; i++) deep = [deep]
    let back = valueFromJson(wire(valueToJson(deep, { lossless: true })))
    while (Array.isArray(back)) back = back[0]
    expect(back).toBe(1n)
    let wide: unknown = ['x']
    for (let i = 0; i < 60; i++) wide = [wide, wide]
    const [one, two] = valueFromJson(wire(valueToJson(wide, { lossless: true }))) as unknown[]
    expect(one).toBe(two)
  })

  test.each([
    [{ $: 1 }],
    [{ $: [] }],
    [{ $: [['list', false, [0]]] }],
    [{ $: [['list', false, [1]], 1] }],
    [{ $: [1, ['list', false, [0.5]]] }],
    [{ $: [1, ['list', false, ['0']]] }],
    [{ $: [1, ['map', [0]]] }],
    [{ $: [1, ['py', 'tuple', ['items'], [0]]] }],
    [{ $: [['py', 'nonsense', [], []]] }],
    [{ $: [['constructor', []]] }],
    [{ $: [['object', ['a'], []]] }],
    [{ $: [['bigint', 'x']] }],
    [{ $: [['bytes', '%']] }],
    [{ $: [['host', null, []]] }],
    [{ $: [['__proto__', 1]] }],
  ])('%j is refused', (json) => {
    expect(() => valueFromJson(json)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
  })

  test.each([
    null,
    1,
    'x',
    {},
    { type: 'print' },
    { type: 'toString', runId: '', seq: 0, at: 0 },
    { type: 'runFailed', runId: '', seq: 0, at: 0 },
    { type: 'print', runId: '', seq: 0, at: 0, lossless: 2 },
  ])('%j is no event', (json) => {
    expect(() => eventFromJson(json)).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
  })
})

describe('JSON.stringify of a run’s own events', () => {
  checkNothingIsLeft()

  test('has bigints, and the message of an error', async () => {
    open(function* () {
      yield calls(call(0, 'nobody', 2n ** 70n))
      yield {
        turn: { kind: 'failed', fault: { excType: 'ValueError', message: 'no', traceback: [] }, usage: { timeMs: 1 } },
      }
    })
    const events = wire(await collect()) as Record<string, unknown>[]
    expect(events.map(({ type, args: own, error: thrown }) => [type, own, thrown])).toMatchObject([
      ['runStarted', undefined, undefined],
      ['callStarted', ['1180591620717411303424'], undefined],
      ['callFinished', undefined, { excType: 'NameError', message: "name 'nobody' is not defined" }],
      ['runFailed', undefined, { excType: 'ValueError', message: 'no', traceback: [], scriptName: 'main.py' }],
    ])
  })

  test('has a bigint within a value', async () => {
    open(function* () {
      yield done({ big: 2n ** 70n })
    })
    expect(JSON.stringify((await collect()).at(-1))).toContain('"value":{"big":"1180591620717411303424"}')
  })
})
