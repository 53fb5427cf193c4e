import { describe, expect, test } from 'vitest'
import type { BridgeTurn, CallTurn, FuturesTurn } from '../src/contract/bridge-turn.js'
import type { BridgeEvent } from '../src/contract/events.js'
import { hostFunction } from '../src/functions/define.js'
import type { Script } from '../src/testing/scripted-engine.js'
import { HostObject } from '../src/values/host-object.js'
import { bridge, call, calls, checkNothingIsLeft, done, engine, open, types, usage } from './harness.js'

checkNothingIsLeft()

const functions = ['ask']

function asCall(turn: BridgeTurn): CallTurn {
  if (turn.type !== 'call' && turn.type !== 'osCall') throw new Error(`expected a call, not ${turn.type}`)
  return turn
}

function asFutures(turn: BridgeTurn): FuturesTurn {
  if (turn.type !== 'futures') throw new Error(`expected futures, not ${turn.type}`)
  return turn
}

/** An event without what differs from run to run. */
const plain = ({ runId, at, ...event }: BridgeEvent): unknown =>
  'durationMs' in event ? { ...event, durationMs: 0 } : 'usage' in event ? { ...event, usage: 0 } : event

describe('a run by hand is a run', () => {
  const asks: Script = function* () {
    yield { print: 'a\n' }
    yield calls(call(0, 'ask', 1))
    yield calls(call(1, 'ask', 2))
    yield { turn: { kind: 'futures', callIds: [1] } }
    yield { turn: { kind: 'osCall', call: call(2, 'os.getenv', 'HOME') } }
    yield calls(call(3, 'nobody'))
    yield done('end')
  }

  test('with the events of one by handlers', async () => {
    open(asks)
    const ask = hostFunction({
      name: 'ask',
      params: 'raw',
      handler: ({ args }) => (args[0] === 1 ? 'now' : Promise.resolve('later')),
    })
    bridge.register(ask)
    const byHandlers: BridgeEvent[] = []
    await new Promise<void>((complete, error) => {
      const os = () => '/home'
      bridge.execute('x', { os }).subscribe({ next: (event) => byHandlers.push(event), complete, error })
    })
    const byHand: BridgeEvent[] = []
    let turn = await bridge.start('x', { onEvent: (event) => byHand.push(event) })
    turn = await asCall(turn).resume('now')
    turn = await asCall(turn).pending()
    turn = await asFutures(turn).resolve(new Map([[1, 'later']]))
    turn = await asCall(turn).resume('/home')
    expect(turn).toMatchObject({ type: 'done', value: 'end', usage: { hostCalls: 3, printBytes: 2 } })
    expect(types(byHand)).toEqual([
      'runStarted',
      'print',
      'callStarted',
      'callFinished',
      'callStarted',
      'futuresPending',
      'callFinished',
      'osCallStarted',
      'osCallFinished',
      'callStarted',
      'callFinished',
      'runFinished',
    ])
    expect(byHand.map(plain)).toEqual(byHandlers.map(plain))
  })

  test('a signal ends it while a turn waits for its answer', async () => {
    open(asks)
    const controller = new AbortController()
    const events: BridgeEvent[] = []
    const onEvent = (event: BridgeEvent) => events.push(event)
    const turn = asCall(await bridge.start('x', { functions, signal: controller.signal, onEvent }))
    controller.abort('enough')
    await expect(turn.resume(1)).rejects.toMatchObject({ code: 'cancelled', cause: 'enough' })
    expect(events.at(-1)).toMatchObject({ type: 'runCancelled', reason: 'enough' })
    expect(engine.open_.size).toBe(0)
    await expect(bridge.start('x', { signal: AbortSignal.abort('before') })).rejects.toMatchObject({ cause: 'before' })
  })

  test('the wall clock ends it while a turn waits for its answer', async () => {
    open(asks)
    let failed: () => void
    const ended = new Promise<void>((resolve) => {
      failed = resolve
    })
    const onEvent = ({ type }: BridgeEvent) => type === 'runFailed' && failed()
    const turn = asCall(await bridge.start('x', { functions, limits: { wallClockMs: 20 }, onEvent }))
    await ended
    expect(await turn.resume(1)).toMatchObject({
      type: 'failed',
      error: { limit: { limit: 'wallClockMs', value: 20 } },
    })
    await expect(turn.resume(1)).rejects.toMatchObject({ code: 'turn-spent' })
    expect(engine.answers).toEqual([])
  })

  test('one call too many names the limit', async () => {
    open(function* () {
      for (let i = 0; ; i++) {
        const answer = yield calls(call(i, 'ask'))
        if (answer?.kind === 'abort')
          yield { turn: { kind: 'failed', fault: { ...answer.raise, traceback: [] }, usage } }
      }
    })
    let turn = await bridge.start('x', { functions, limits: { maxHostCalls: 2 } })
    while (turn.type === 'call') turn = await turn.resume(null)
    expect(turn).toMatchObject({ type: 'failed', error: { limit: { limit: 'maxHostCalls', value: 2, used: 3 } } })
  })

  test('an attribute that throws raises in the guest, a registered module is imported without asking', async () => {
    const thing = new HostObject({
      name: 'Thing',
      attributes: {
        broken: () => {
          throw new Error('no')
        },
      },
    })
    open(function* () {
      const attribute = yield { turn: { kind: 'name', name: 'broken', receiver: thing } }
      const module = yield { turn: { kind: 'osCall', call: call(0, 'import', 'tools') } }
      yield done([attribute, module])
    })
    bridge.registerModule({ name: 'tools', functions: [] })
    expect(await bridge.start('x')).toMatchObject({
      type: 'done',
      value: [
        { kind: 'raise', raise: { excType: 'RuntimeError', message: 'no' } },
        { kind: 'value', value: { name: 'tools' } },
      ],
    })
  })

  test('an observer that throws ends it, and the bridge is free', async () => {
    open(asks)
    const onEvent = ({ type }: BridgeEvent) => {
      if (type === 'callFinished') throw new Error('in onEvent')
    }
    const turn = asCall(await bridge.start('x', { functions, onEvent }))
    await expect(turn.resume(1)).rejects.toThrow('in onEvent')
    expect(engine.open_.size).toBe(0)
    expect((await bridge.start('x', { functions })).type).toBe('call')
  })
})

describe('functions are those that were named', () => {
  test('any other is unknown to the guest, and no turn', async () => {
    open(function* () {
      const unknown = yield calls(call(0, 'nowhere', 1))
      yield done([unknown, yield { turn: { kind: 'name', name: 'nowhere' } }])
    })
    const turn = await bridge.start('x', { functions })
    expect(turn).toMatchObject({ type: 'done', value: [{ kind: 'notFound' }, { kind: 'notFound' }] })
  })
})
