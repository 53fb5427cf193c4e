import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { BridgeEvent } from '../src/contract/events.js'
import { GuestError, HostValueError } from '../src/errors/errors.js'
import { hostFunction } from '../src/functions/define.js'
import { bridge, call, calls, checkNothingIsLeft, collect, done, engine, open, types, usage } from './harness.js'

checkNothingIsLeft()

describe('events', () => {
  test('come in order, numbered, with one terminal event', async () => {
    open(function* () {
      yield { print: 'one\ntwo' }
      yield calls(call(0, 'add', 1, 2))
      yield done('end')
    })
    bridge.register(
      hostFunction({
        name: 'add',
        params: [
          { name: 'a', type: 'integer' },
          { name: 'b', type: 'integer' },
        ],
        handler: ({ a, b }) => Number(a) + Number(b),
      }),
    )
    const events = await collect()
    expect(types(events)).toEqual(['runStarted', 'print', 'print', 'callStarted', 'callFinished', 'runFinished'])
    expect(events.map((event) => event.seq)).toEqual([0, 1, 2, 3, 4, 5])
    expect(new Set(events.map((event) => event.runId)).size).toBe(1)
    expect(events[1]).toMatchObject({ text: 'one\n' })
    expect(events[4]).toMatchObject({ callId: 0, name: 'add', result: 3 })
    expect(events[5]).toMatchObject({ value: 'end', usage: { hostCalls: 1, printBytes: 7, timeMs: 1 } })
    expect(engine.answers).toEqual([{ kind: 'value', value: 3 }])
  })

  test('each subscription is a run of its own', async () => {
    open(function* () {
      yield done(1)
    })
    const stream = bridge.execute('x')
    const first = await firstValueFrom(stream)
    const second = await firstValueFrom(stream)
    expect(first.runId).not.toBe(second.runId)
  })

  test('unsubscribing in a print stops the guest and emits nothing more', async () => {
    open(function* () {
      for (;;) yield { print: 'tick\n' }
    })
    const events = await lastValueFrom(bridge.execute('x').pipe(take(3), toArray()))
    expect(types(events)).toEqual(['runStarted', 'print', 'print'])
  })

  test('whoever cancels at a print sees no further line of the same text', async () => {
    open(function* () {
      for (;;) yield { print: 'one\ntwo\nthree\n' }
    })
    const controller = new AbortController()
    const events: BridgeEvent[] = []
    await new Promise<void>((complete) => {
      const next = (event: BridgeEvent): void => {
        events.push(event)
        if (event.type === 'print' && event.text === 'two\n') controller.abort()
      }
      bridge.execute('x', { signal: controller.signal }).subscribe({ next, complete })
    })
    expect(types(events)).toEqual(['runStarted', 'print', 'print', 'runCancelled'])
  })

  test('an observer that throws does not leave the bridge busy', async () => {
    open(function* () {
      yield done(1)
    })
    await new Promise<void>((resolve) => {
      bridge.execute('x').subscribe({ next: () => undefined, complete: resolve })
    })
    expect((await bridge.run('x')).value).toBe(1)
  })
})

describe('host calls', () => {
  test.each([
    ['an unknown function', () => undefined, { kind: 'notFound' }, 'NameError'],
    [
      'a HostError',
      () => {
        throw new HostValueError('bad')
      },
      { kind: 'raise', raise: { excType: 'ValueError', message: 'bad' } },
      'ValueError',
    ],
    [
      'a plain Error',
      () => {
        throw new Error('oops')
      },
      { kind: 'raise', raise: { excType: 'RuntimeError', message: 'oops' } },
      'RuntimeError',
    ],
    [
      'a JavaScript TypeError',
      () => {
        throw new TypeError('t')
      },
      { kind: 'raise', raise: { excType: 'TypeError', message: 't' } },
      'TypeError',
    ],
    [
      'a thrown string',
      () => {
        throw 'text'
      },
      { kind: 'raise', raise: { excType: 'RuntimeError', message: 'text' } },
      'RuntimeError',
    ],
    [
      'a hostile throw',
      () => {
        throw {
          toString() {
            throw 1
          },
        }
      },
      { kind: 'raise', raise: { excType: 'RuntimeError', message: 'the handler threw a value that cannot be read' } },
      'RuntimeError',
    ],
  ])('%s becomes the guest’s exception', async (what, handler, answer, excType) => {
    open(function* () {
      yield calls(call(0, 'f'))
      yield done(null)
    })
    if (what !== 'an unknown function') bridge.register(hostFunction({ name: 'f', params: [], handler }))
    const events = await collect()
    expect(engine.answers).toEqual([answer])
    expect(events.find((event) => event.type === 'callFinished')).toMatchObject({ error: { excType } })
  })

  test.each([
    ['a function', { deep: [1, () => 1] }, 'result.deep[1] is a function'],
    ['a symbol', [Symbol('s')], 'result[0] is a symbol'],
    [
      'a cycle',
      (() => {
        const a: unknown[] = []
        a.push({ back: a })
        return a
      })(),
      'result[0].back contains itself',
    ],
    ['a lone surrogate', { text: '\ud800' }, 'result.text is a string with a lone surrogate'],
    ['a function after a hole', Object.assign([1], { 2: () => 1 }), 'result is a sparse array, with nothing at [1]'],
    ['an invalid date', [{ at: new Date(Number.NaN) }], 'result[0].at is an invalid date'],
    ['a promise', { rows: [Promise.resolve(1)] }, 'result.rows[0] is a promise inside a value; await it first'],
    ['a pattern', [/x/], 'result[0] is an object of class RegExp'],
    ['an object of a class', { when: new URL('a:b') }, 'result.when is an object of class URL'],
    [
      'a throwing getter',
      {
        get x() {
          throw new Error('no')
        },
      },
      'result throws when it is read (no)',
    ],
  ])('%s cannot cross, and the guest is told the path', async (_, value, message) => {
    open(function* () {
      yield calls(call(0, 'f'))
      yield done(null)
    })
    bridge.register(hostFunction({ name: 'f', params: [], handler: () => value }))
    await bridge.run('x')
    expect(engine.answers[0]).toMatchObject({
      kind: 'raise',
      raise: { excType: 'TypeError', message: expect.stringContaining(message) },
    })
  })

  test('more than maxHostCalls ends the run, named in the error', async () => {
    open(function* () {
      for (let i = 0; ; i++) {
        const answer = yield calls(call(i, 'f'))
        if (answer?.kind !== 'abort') continue
        yield { turn: { kind: 'failed', fault: { ...answer.raise, traceback: [] }, usage } }
      }
    })
    bridge.register(hostFunction({ name: 'f', params: [], handler: () => null }))
    await expect(bridge.run('x', { limits: { maxHostCalls: 3 } })).rejects.toMatchObject({
      excType: 'RuntimeError',
      limit: { limit: 'maxHostCalls', value: 3, used: 4 },
    })
  })

  test('an inline call is answered at once, an async handler with pending', async () => {
    open(function* () {
      const answer = yield { inline: call(0, 'now') }
      const later = yield { inline: call(1, 'later') }
      const settled = yield { turn: { kind: 'futures', callIds: [1] } }
      yield done([answer, later, settled])
    })
    bridge.register(hostFunction({ name: 'now', params: [], handler: () => 5 }))
    bridge.register(hostFunction({ name: 'later', params: [], handler: async () => 6 }))
    const { value } = await bridge.run('x')
    expect(value).toEqual([
      { kind: 'value', value: 5 },
      { kind: 'pending' },
      { kind: 'futures', results: new Map([[1, { value: 6 }]]) },
    ])
  })
})

test('a guest failure is an event, and a GuestError from run', async () => {
  open(function* () {
    yield { turn: { kind: 'failed', fault: { excType: 'ValueError', message: 'x', traceback: [] }, usage } }
  })
  expect((await collect()).at(-1)).toMatchObject({ type: 'runFailed', error: { excType: 'ValueError' } })
  const error = await bridge.run('x', { scriptName: 's.py' }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(GuestError)
  expect(error).toMatchObject({ summary: 'ValueError: x', scriptName: 's.py' })
})
