import { lastValueFrom, toArray } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { BridgeEvent } from '../src/contract/events.js'
import { hostFunction } from '../src/functions/define.js'
import type { Script } from '../src/testing/scripted-engine.js'
import { bridge, call, calls, checkNothingIsLeft, done, engine, open, types } from './harness.js'

checkNothingIsLeft()

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
    expect(types(events)).toEqual(['runStarted', 'callStarted', 'futuresPending', 'callAbandoned', 'runCancelled'])
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

function defer<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
