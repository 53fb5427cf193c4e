import { describe, expect, test } from 'vitest'
import { BridgeError, HostValueError } from '../src/errors/errors.js'
import { hostFunction } from '../src/functions/define.js'
import type { Script } from '../src/testing/scripted-engine.js'
import { bridge, call, calls, checkNothingIsLeft, done, engine, open } from './harness.js'

checkNothingIsLeft()

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
