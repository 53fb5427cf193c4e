import { setImmediate as hostTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { hostFunction } from '../src/functions/define.js'
import { bridge, call, calls, checkNothingIsLeft, done, open } from './harness.js'

checkNothingIsLeft()

const limits = { maxConcurrentCalls: 2 }

/** Handlers that settle when the test says so. */
function workers() {
  const atWork: { id: number | bigint; settle: (value: unknown) => void; fail: (error: Error) => void }[] = []
  const fn = hostFunction({
    name: 'work',
    params: [{ name: 'id', type: 'number' }],
    handler: ({ id }) => new Promise((settle, fail) => atWork.push({ id, settle, fail })),
  })
  return { atWork, fn, ids: () => atWork.map(({ id }) => id) }
}

describe('maxConcurrentCalls', () => {
  test('the third handler starts when one of the first two has settled, also by failing', async () => {
    open(function* () {
      for (const id of [0, 1, 2, 3]) yield calls(call(id, 'work', id))
      yield done('all were called')
    })
    const { atWork, fn, ids } = workers()
    bridge.register(fn)
    const run = bridge.run('x', { limits })
    await hostTurn()
    expect(ids()).toEqual([0, 1])
    atWork[1]?.settle('one')
    await hostTurn()
    expect(ids()).toEqual([0, 1, 2])
    atWork[0]?.fail(new Error('zero'))
    expect((await run).value).toBe('all were called')
    expect(ids()).toEqual([0, 1, 2, 3])
  })

  test('a run that is cancelled while its guest waits for a slot starts no handler any more', async () => {
    open(function* () {
      for (const id of [0, 1, 2]) yield calls(call(id, 'work', id))
      yield done(null)
    })
    const { atWork, fn, ids } = workers()
    bridge.register(fn)
    const abort = new AbortController()
    const run = bridge.run('x', { limits, signal: abort.signal })
    await hostTurn()
    abort.abort()
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    for (const worker of atWork) worker.settle(null)
    await hostTurn()
    expect(ids()).toEqual([0, 1])
  })

  test('by hand, leaving one call too many pending is refused, and the turn can still be answered', async () => {
    open(function* () {
      for (const id of [0, 1, 2]) yield calls(call(id, 'work', id))
      yield done('ended')
    })
    let turn = await bridge.start('x', { limits, functions: ['work'] })
    for (let i = 0; i < 2; i++) {
      if (turn.type !== 'call') throw new Error(turn.type)
      turn = await turn.pending()
    }
    if (turn.type !== 'call') throw new Error(turn.type)
    await expect(turn.pending()).rejects.toMatchObject({ code: 'invalid-answer' })
    expect(await turn.resume(1)).toMatchObject({ type: 'done', value: 'ended' })
  })
})
