import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs'
import { afterEach, describe, expect, test } from 'vitest'
import {
  BridgeError,
  type BridgeEvent,
  EngineBridge,
  GuestError,
  type HostCall,
  HostValueError,
  hostFunction,
} from '../src/index.js'
import { type Script, ScriptedEngine } from '../src/testing/index.js'

const usage = { timeMs: 1 }
const done = (value: unknown) => ({ turn: { kind: 'done' as const, value, usage } })
const call = (callId: number, name: string, ...args: unknown[]): HostCall => ({
  callId,
  name,
  args,
  kwargs: {},
  awaited: false,
})
const calls = (host: HostCall) => ({ turn: { kind: 'call' as const, call: host } })

let engine: ScriptedEngine
let bridge: EngineBridge

function open(script: Script, options: ConstructorParameters<typeof EngineBridge>[1] = {}): void {
  engine = new ScriptedEngine(script)
  bridge = new EngineBridge(engine, options)
}

afterEach(async () => {
  await bridge.dispose()
  expect(engine.open_.size, 'sessions left open').toBe(0)
  expect(engine.closed).toBe(true)
})

const types = (events: BridgeEvent[]): string[] => events.map((event) => event.type)
const collect = (code = 'x'): Promise<BridgeEvent[]> => lastValueFrom(bridge.execute(code).pipe(toArray()))

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

describe('futures', () => {
  test('two async handlers run at the same time, and settle in any order', async () => {
    open(function* () {
      yield calls(call(0, 'get', 'slow'))
      yield calls(call(1, 'get', 'fast'))
      const first = yield { turn: { kind: 'futures', callIds: [0, 1] } }
      const second = yield { turn: { kind: 'futures', callIds: [0] } }
      yield done([first, second])
    })
    const slow = Promise.withResolvers?.<string>() ?? defer<string>()
    const started: string[] = []
    bridge.register(
      hostFunction({
        name: 'get',
        params: [{ name: 'which', type: 'string' }],
        handler: ({ which }) => {
          started.push(which)
          if (which === 'slow') return slow.promise
          return Promise.resolve('fast').finally(() => setImmediate(() => slow.resolve('slow')))
        },
      }),
    )
    const { value } = await bridge.run('x')
    expect(started).toEqual(['slow', 'fast'])
    expect(value).toEqual([
      { kind: 'futures', results: new Map([[1, { value: 'fast' }]]) },
      { kind: 'futures', results: new Map([[0, { value: 'slow' }]]) },
    ])
  })

  test('a handler that never settles is ended by wallClockMs, and told so', async () => {
    open(function* () {
      yield calls(call(0, 'hang'))
      yield { turn: { kind: 'futures', callIds: [0] } }
    })
    let signal: AbortSignal | undefined
    bridge.register(
      hostFunction({
        name: 'hang',
        params: [],
        handler: (_, context) => {
          signal = context.signal
          return new Promise(() => undefined)
        },
      }),
    )
    await expect(bridge.run('x', { limits: { wallClockMs: 30 } })).rejects.toMatchObject({
      excType: 'TimeoutError',
      limit: { limit: 'wallClockMs', value: 30 },
    })
    expect(signal?.aborted).toBe(true)
    expect(engine.abandoned).toBe(1)
  })
})

describe('cancellation', () => {
  const hangs: Script = function* () {
    yield calls(call(0, 'hang'))
    yield { turn: { kind: 'futures', callIds: [0] } }
  }
  const hang = hostFunction({ name: 'hang', params: [], handler: () => new Promise(() => undefined) })

  test('by signal ends the stream with runCancelled and its reason', async () => {
    open(hangs)
    bridge.register(hang)
    const controller = new AbortController()
    const events = lastValueFrom(bridge.execute('x', { signal: controller.signal }).pipe(toArray()))
    controller.abort('enough')
    expect((await events).at(-1)).toMatchObject({ type: 'runCancelled', reason: 'enough' })
    await expect(bridge.run('x', { signal: AbortSignal.abort('before') })).rejects.toMatchObject({
      code: 'cancelled',
      cause: 'before',
    })
  })

  test('nothing comes after the terminal event, though the handler rejects when it is told', async () => {
    open(hangs)
    bridge.register(
      hostFunction({
        name: 'hang',
        params: [],
        handler: (_, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      }),
    )
    const controller = new AbortController()
    const events: BridgeEvent[] = []
    bridge.execute('x', { signal: controller.signal }).subscribe((event) => events.push(event))
    controller.abort('enough')
    await new Promise(setImmediate)
    expect(types(events)).toEqual(['runStarted', 'callStarted', 'futuresPending', 'runCancelled'])
  })

  test('by unsubscribing frees the bridge', async () => {
    open(hangs)
    bridge.register(hang)
    const seen: string[] = []
    const subscription = bridge.execute('x').subscribe((event) => seen.push(event.type))
    expect(() => bridge.runSync('x')).toThrow(expect.objectContaining({ code: 'busy' }))
    subscription.unsubscribe()
    await new Promise(setImmediate)
    expect(seen).toEqual(['runStarted', 'callStarted', 'futuresPending'])
    expect(engine.open_.size).toBe(0)
  })

  test('by disposing the bridge', async () => {
    open(hangs)
    bridge.register(hang)
    const run = bridge.run('x')
    const failed = expect(run).rejects.toMatchObject({ code: 'cancelled' })
    await bridge.dispose()
    await failed
    await expect(bridge.run('x')).rejects.toMatchObject({ code: 'disposed' })
  })
})

describe('misuse', () => {
  const ends: Script = function* () {
    yield done(1)
  }

  test.each([
    ['code that is no string', () => bridge.run(5 as never), 'invalid-argument'],
    ['a NUL in the code', () => bridge.run('a\0b'), 'invalid-argument'],
    ['too much code', () => bridge.run('x'.repeat(2 ** 20 + 1)), 'invalid-argument'],
    ['a limit of another kind', () => bridge.run('x', { limits: { memory: 1 } as never }), 'invalid-argument'],
    ['a limit below one', () => bridge.run('x', { limits: { timeMs: 0 } }), 'invalid-argument'],
    ['a limit the engine cannot enforce', () => bridge.run('x', { limits: { memoryBytes: 2 ** 20 } }), 'unsupported'],
    ['an input that cannot cross', () => bridge.run('x', { inputs: { f: () => 1 } }), 'value-unsupported'],
    ['an input that is no name', () => bridge.run('x', { inputs: { 'a b': 1 } }), 'invalid-argument'],
  ])('%s is refused', async (_, misuse, code) => {
    open(ends)
    await expect(misuse()).rejects.toMatchObject({ name: 'BridgeError', code })
    expect((await bridge.run('x')).value).toBe(1)
  })

  test('a second function of one name', () => {
    open(ends)
    const fn = hostFunction({ name: 'f', params: [], handler: () => 1 })
    bridge.register(fn)
    expect(() => bridge.register(fn)).toThrow(expect.objectContaining({ code: 'duplicate-function' }))
    expect(bridge.unregister('f')).toBe(true)
    expect(bridge.unregister('f')).toBe(false)
    bridge.register(fn)
  })

  test('an engine that crashes rejects the run, and the next run works', async () => {
    let crash = true
    open(function* () {
      if (crash) yield { crash: new BridgeError('engine-crashed', 'boom') }
      yield done(2)
    })
    await expect(bridge.run('x')).rejects.toMatchObject({ code: 'engine-crashed' })
    crash = false
    expect((await bridge.run('x')).value).toBe(2)
  })

  test('queued runs wait for each other', async () => {
    let running = 0
    open(
      function* () {
        running++
        expect(running).toBe(1)
        yield { until: new Promise((resolve) => setImmediate(resolve)) }
        running--
        yield done(running)
      },
      { concurrency: 'queue' },
    )
    const results = await Promise.all([1, 2, 3].map(() => bridge.run('x')))
    expect(results.map((result) => result.value)).toEqual([0, 0, 0])
  })
})

describe('by hand', () => {
  const script: Script = function* () {
    yield { print: 'hello\n' }
    const answer = yield calls(call(0, 'ask', 'q'))
    yield done(answer)
  }

  test('a turn is answered once', async () => {
    open(script)
    const turn = await bridge.start('x', { functions: ['ask'] })
    if (turn.type !== 'call') throw new Error(turn.type)
    expect(turn).toMatchObject({ name: 'ask', args: ['q'], callId: 0, methodCall: false, output: 'hello\n' })
    await expect(turn.resume(() => 1)).rejects.toMatchObject({ code: 'value-unsupported' })
    const end = await turn.resume(42)
    expect(end).toMatchObject({ type: 'done', value: { kind: 'value', value: 42 } })
    await expect(turn.resume(43)).rejects.toMatchObject({ code: 'turn-spent' })
  })

  test('a waiting run keeps the bridge busy until it is cancelled', async () => {
    open(script)
    const turn = await bridge.start('x', { functions: ['ask'] })
    await expect(bridge.run('x')).rejects.toMatchObject({ code: 'busy' })
    if (turn.type === 'call') turn.cancel()
    expect(engine.open_.size).toBe(0)
    const next = await bridge.start('x', { functions: ['ask'] })
    expect(next.type).toBe('call')
  })

  test('raising chooses the exception', async () => {
    open(script)
    const turn = await bridge.start('x', { functions: ['ask'] })
    if (turn.type !== 'call') throw new Error(turn.type)
    expect(await turn.raise(new HostValueError('no'))).toMatchObject({
      value: { kind: 'raise', raise: { excType: 'ValueError', message: 'no' } },
    })
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

function defer<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
