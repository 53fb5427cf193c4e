import { describe, expect, test } from 'vitest'
import type { BridgeEvent } from '../src/contract/events.js'
import { hostFunction } from '../src/functions/define.js'
import { bridge, call, calls, checkNothingIsLeft, done, engine, open, types } from './harness.js'

checkNothingIsLeft()

/** A guest that waits for `gate`, where it is asked to. */
function gated() {
  const started: string[] = []
  let go: () => void = () => undefined
  open(
    function* ({ code }) {
      started.push(code)
      if (code === 'waits') yield calls({ ...call(0, 'gate'), awaited: true })
      yield done(code)
    },
    { concurrency: 'queue' },
  )
  bridge.register(
    hostFunction({ name: 'gate', params: [], handler: () => new Promise<void>((resolve) => (go = resolve)) }),
  )
  return { started, go: () => go() }
}

describe('a queue', () => {
  test('what runSync refuses is never run', async () => {
    const { started, go } = gated()
    const first = bridge.run('waits')
    expect(() => bridge.runSync('refused')).toThrow(expect.objectContaining({ code: 'busy' }))
    await expect(bridge.start('refused')).rejects.toMatchObject({ code: 'busy' })
    go()
    await first
    await bridge.run('next')
    expect(started).toEqual(['waits', 'next'])
    expect(bridge.runSync('free').value).toBe('free')
  })

  test('a run that is cancelled while it waits ends at once, and gives up its place', async () => {
    const { started, go } = gated()
    const first = bridge.run('waits')
    const controller = new AbortController()
    const events: BridgeEvent[] = []
    bridge.execute('cancelled', { signal: controller.signal }).subscribe((event) => events.push(event))
    const last = bridge.run('last')
    controller.abort('enough')
    expect(types(events)).toEqual(['runStarted', 'runCancelled'])
    go()
    await Promise.all([first, last])
    expect(started).toEqual(['waits', 'last'])
  })

  test('nobody comes between a run that ends and the one that waits', async () => {
    const { started, go } = gated()
    const first = bridge.run('waits').then(() => bridge.run('third'))
    const second = bridge.run('second')
    go()
    await Promise.all([first, second])
    expect(started).toEqual(['waits', 'second', 'third'])
  })
})

describe('a synchronous run', () => {
  test('whose engine has to be loaded first is refused, and its session closed before it begins', async () => {
    let load: () => void = () => undefined
    const loaded = new Promise<void>((resolve) => {
      load = resolve
    })
    open(function* () {
      yield { until: loaded }
      yield done('late')
    })
    const message = expect.stringContaining('loaded')
    expect(() => bridge.runSync('x')).toThrow(expect.objectContaining({ code: 'busy', message }))
    expect(engine.open_.size).toBe(0)
    const next = bridge.run('x')
    load()
    expect((await next).value).toBe('late')
  })
})
