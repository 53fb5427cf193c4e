import { setImmediate as hostTurn } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { BridgeEvent } from '../src/contract/events.js'
import type { HostCall } from '../src/contract/turn.js'
import { hostFunction } from '../src/functions/define.js'
import type { HostContext } from '../src/host/host-function.js'
import type { Step } from '../src/testing/scripted-engine.js'
import { bridge, call, calls, checkNothingIsLeft, collect, done, open, types, usage } from './harness.js'

checkNothingIsLeft()

const unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)
process.on('unhandledRejection', note)
afterAll(async () => {
  await hostTurn()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

const code = 'n = 1\nsend(n)\n"ü"; other(send(n))\n'

/** The call of `send` that is at `text` in the code. */
const at = (callId: number, text: string): HostCall => {
  const start = Buffer.byteLength(code.slice(0, code.indexOf(text)))
  return { ...call(callId, 'send', 1), position: { scriptName: 'main.py', start, end: start + 'send(n)'.length } }
}

function send(handler: (context: HostContext) => Promise<unknown>): void {
  bridge.register(hostFunction({ name: 'send', params: 'raw', handler: (_, context) => handler(context) }))
}

describe('a call that nobody awaits', () => {
  const forgets = function* (): Generator<Step> {
    yield calls(at(0, 'send(n)\n'))
    yield done('done')
  }

  test('with a handler that rejects: the error is in the event, in the terminal event and in the result', async () => {
    open(forgets)
    send(() => Promise.reject(new Error('refused')))
    const abandoned = {
      callId: 0,
      name: 'send',
      error: { excType: 'RuntimeError', message: 'refused' },
      hint: 'line 2: send(...) was called without await',
    }
    const events = await collect(code)
    expect(types(events)).toEqual(['runStarted', 'callStarted', 'callFinished', 'callAbandoned', 'runFinished'])
    expect(events.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4])
    expect(events[3]).toMatchObject(abandoned)
    expect(events[4]).toMatchObject({ value: 'done', abandoned: [abandoned] })
    expect(await bridge.run(code)).toMatchObject({ value: 'done', abandoned: [abandoned] })
  })

  test('with a handler that is at work: it is told, and not waited for', async () => {
    open(forgets)
    let signal: AbortSignal | undefined
    send((context) => {
      signal = context.signal
      return new Promise(() => undefined)
    })
    const { abandoned } = await bridge.run(code)
    expect(abandoned).toMatchObject([{ callId: 0, hint: 'line 2: send(...) was called without await' }])
    expect(abandoned[0]).not.toHaveProperty('result')
    expect(abandoned[0]).not.toHaveProperty('error')
    expect(signal?.aborted).toBe(true)
  })

  test('though the engine asks for all results together', async () => {
    open(function* () {
      yield calls(at(0, 'send(n)\n'))
      yield calls(at(1, 'send(n))'))
      yield { turn: { kind: 'futures', callIds: [0, 1] } }
      yield done('done')
    })
    send(() => Promise.reject(new Error('refused')))
    const { abandoned } = await bridge.run(code)
    expect(abandoned).toMatchObject([{ callId: 0, error: { message: 'refused' } }])
  })

  test('after a failure: told without a guess at the reason', async () => {
    open(function* () {
      yield calls(at(0, 'send(n))'))
      yield { turn: { kind: 'failed', fault: { excType: 'ValueError', message: 'x', traceback: [] }, usage } }
    })
    send(() => Promise.resolve('sent'))
    const events = await collect(code)
    expect(events.at(-2)).toMatchObject({ type: 'callAbandoned', result: 'sent' })
    expect(events.at(-2)).not.toHaveProperty('hint')
    const abandoned = [{ callId: 0, result: 'sent' }]
    expect(events.at(-1)).toMatchObject({ type: 'runFailed', abandoned, error: { abandoned } })
    await expect(bridge.run(code)).rejects.toMatchObject({ excType: 'ValueError', abandoned })
  })

  test('because the run was cancelled while the guest waited, for an answer or a slot', async () => {
    open(function* () {
      yield calls(at(0, 'send(n)\n'))
      yield calls(at(1, 'send(n))'))
      yield done('never')
    })
    send(() => new Promise(() => undefined))
    const events: BridgeEvent[] = []
    const abort = new AbortController()
    const options = { signal: abort.signal, limits: { maxConcurrentCalls: 1 } }
    bridge.execute(code, options).subscribe((event) => events.push(event))
    abort.abort('enough')
    await hostTurn()
    expect(types(events).slice(1)).toEqual([
      'callStarted',
      'callStarted',
      'callAbandoned',
      'callAbandoned',
      'runCancelled',
    ])
  })

  test('by hand', async () => {
    open(forgets)
    const events: BridgeEvent[] = []
    const turn = await bridge.start(code, { functions: ['send'], onEvent: (event) => events.push(event) })
    if (turn.type !== 'call') throw new Error(turn.type)
    expect(await turn.pending()).toMatchObject({ type: 'done', abandoned: [{ callId: 0, name: 'send' }] })
    expect(types(events)).toEqual(['runStarted', 'callStarted', 'callAbandoned', 'runFinished'])
  })
})

describe('context.signal', () => {
  test('read after the run has ended, it is aborted', async () => {
    open(function* () {
      yield calls(call(0, 'send'))
      yield done(null)
    })
    const contexts: HostContext[] = []
    send(async (context) => contexts.push(context))
    await bridge.run('x')
    expect(contexts[0]?.signal.aborted).toBe(true)
  })

  test('is each call’s own: listeners do not pile up', async () => {
    open(function* () {
      for (let i = 0; i < 3; i++) yield calls({ ...call(i, 'send'), awaited: true })
      yield done(null)
    })
    const signals: AbortSignal[] = []
    send(async (context) => signals.push(context.signal))
    await bridge.run('x')
    expect(new Set(signals).size).toBe(3)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false])
  })
})

test('mode: blocking is for all functions that choose none', async () => {
  open(
    function* () {
      const one = yield calls(call(0, 'send'))
      const two = yield calls(call(1, 'own'))
      yield done([one, two])
    },
    { mode: 'blocking' },
  )
  send(async () => 'sent')
  bridge.register(hostFunction({ name: 'own', params: [], mode: 'awaitable', handler: async () => 'own' }))
  const { value, abandoned } = await bridge.run('x')
  expect(value).toEqual([{ kind: 'value', value: 'sent' }, { kind: 'pending' }])
  expect(abandoned).toMatchObject([{ callId: 1, name: 'own', result: 'own' }])
})
