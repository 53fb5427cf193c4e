import { setImmediate as hostTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { EngineBridge } from '../src/bridge/engine-bridge.js'
import type { InterpreterBridge } from '../src/contract/bridge.js'
import { hostFunction } from '../src/functions/define.js'
import { type Script, ScriptedEngine } from '../src/testing/scripted-engine.js'
import { bridge, call, calls, checkNothingIsLeft, done, open } from './harness.js'

checkNothingIsLeft()

/** Calls `nest` where the code says so, and ends with what that gave. */
const script: Script = function* ({ code }) {
  const answer = code === 'nests' ? yield calls({ ...call(0, 'nest'), awaited: true }) : undefined
  yield done(answer ?? code)
}

function nest(on: InterpreterBridge, handler: () => unknown): void {
  on.register(hostFunction({ name: 'nest', params: [], handler }))
}

const refused = {
  kind: 'settled',
  settled: { raise: { excType: 'RuntimeError', message: expect.stringContaining("'parallel'") } },
}

describe('a run inside a handler of its own queue', () => {
  test.each([
    ['at once', () => bridge.run('inner')],
    [
      'after an await',
      async () => {
        await hostTurn()
        return bridge.run('inner')
      },
    ],
  ])('is refused, started %s', async (_, handler) => {
    open(script, { concurrency: 'queue' })
    nest(bridge, handler)
    expect((await bridge.run('nests')).value).toMatchObject(refused)
    expect((await bridge.run('next')).value).toBe('next')
  })

  test('is refused through another bridge', async () => {
    open(script, { concurrency: 'queue' })
    const other = new EngineBridge(new ScriptedEngine(script), { concurrency: 'queue' })
    nest(bridge, () => other.run('nests').then(({ value }) => value))
    nest(other, () => bridge.run('inner'))
    const { value } = await bridge.run('nests')
    expect(value).toMatchObject({ kind: 'settled', settled: { value: refused } })
    await other.dispose()
  })

  test('is queued when its handler is done, and when it is another’s', async () => {
    open(script, { concurrency: 'queue' })
    let late: Promise<unknown> | undefined
    nest(bridge, () => {
      setImmediate(() => {
        late = bridge.run('late')
      })
      return 1
    })
    const first = bridge.run('nests')
    const second = bridge.run('second')
    await Promise.all([first, second])
    await hostTurn()
    expect(await late).toMatchObject({ value: 'late' })
  })

  test('works in parallel, and the message of a busy bridge says so', async () => {
    open(script, { concurrency: 'parallel' })
    nest(bridge, async () => (await bridge.run('inner')).value)
    expect((await bridge.run('nests')).value).toMatchObject({ settled: { value: 'inner' } })
    await bridge.dispose()
    open(script)
    nest(bridge, () => bridge.run('inner'))
    expect((await bridge.run('nests')).value).toMatchObject(refused)
  })
})
