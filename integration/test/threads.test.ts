import {
  type BridgeEvent,
  GuestError,
  HostObject,
  hostFunction,
  type InterpreterBridge,
  PyTuple,
  repr,
} from '@interpreter-bridge/core'
import { isBad, LadderRunner, loadTiers } from '@interpreter-bridge/ladder'
import { lastValueFrom, take, toArray } from 'rxjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backends, monty } from './backends.js'

const endless = { python: 'while True: pass', javascript: 'while (true);' }
/** With nobody in the way, a promise that has settled is seen before the guest's next call; a thread takes longer. */
const dependsOnTiming = new Set([452, 459, 1901])

const workersLeft = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Worker').length

describe.each(Object.keys(backends))('%s in threads', (name) => {
  let bridge: InterpreterBridge
  const create = backends[name] as (typeof backends)[string]

  beforeEach(async () => {
    bridge = await create({ isolation: 'thread', limits: { timeMs: Number.POSITIVE_INFINITY } })
  })

  afterEach(async () => {
    expect((await bridge.run('1 + 1')).value, 'the next run works').toBe(2)
    await bridge.dispose()
    expect(workersLeft(), 'no thread is left').toBe(0)
  })

  const loop = (): string => endless[bridge.capabilities.language]

  test('it climbs the ladder', async () => {
    const runner = new LadderRunner(name, () => create({ isolation: 'thread' }))
    const tiers = loadTiers().map((tier) => ({
      ...tier,
      fixtures: tier.fixtures.filter(({ id }) => !dependsOnTiming.has(id)),
    }))
    const failed = (await runner.runAll(tiers)).filter(({ verdict }) => isBad(verdict))
    expect(failed.map(({ id, name: what, verdict, reason }) => `${id} ${what}: ${verdict} ${reason}`)).toEqual([])
  })

  test('an endless loop does not block the host, and can be aborted', async () => {
    const controller = new AbortController()
    const run = bridge.run(loop(), { signal: controller.signal })
    await new Promise((resolve) => setTimeout(resolve, 20))
    controller.abort('enough')
    await expect(run).rejects.toMatchObject({ code: 'cancelled', cause: 'enough' })
  })

  test('wallClockMs stops an endless loop', async () => {
    await expect(bridge.run(loop(), { limits: { wallClockMs: 50 } })).rejects.toMatchObject({
      excType: 'TimeoutError',
      limit: { limit: 'wallClockMs', value: 50 },
    })
  })

  test('unsubscribing kills what computes', async () => {
    const seen: BridgeEvent[] = []
    const subscription = bridge.execute(loop()).subscribe((event) => seen.push(event))
    subscription.unsubscribe()
    expect(seen.map(({ type }) => type)).toEqual(['runStarted'])
  })

  test('a guest that prints without end is stopped by its subscriber', async () => {
    const code = bridge.capabilities.language === 'python' ? 'while True: print("x")' : 'for (;;) console.log("x")'
    const events = await lastValueFrom(bridge.execute(code).pipe(take(4), toArray()))
    expect(events.map(({ type }) => type)).toEqual(['runStarted', 'print', 'print', 'print'])
  })

  test('guests compute at the same time', async () => {
    const parallel = await create({ isolation: 'thread', concurrency: 'parallel' })
    const controller = new AbortController()
    const stuck = parallel.run(loop(), { signal: controller.signal }).catch((error: unknown) => error)
    expect((await parallel.run('6 * 7')).value).toBe(42)
    controller.abort()
    expect(await stuck).toMatchObject({ code: 'cancelled' })
    await parallel.dispose()
  })

  test('dispose ends what computes', async () => {
    const other = await create({ isolation: 'thread' })
    const run = other.run(loop()).catch((error: unknown) => error)
    await other.dispose()
    expect(await run).toMatchObject({ code: 'cancelled' })
  })

  test('a session keeps its state, and is dead when it was killed; others are not', async () => {
    const [one, two] = [await bridge.openSession(), await bridge.openSession()]
    const js = bridge.capabilities.language === 'javascript'
    await one.feed(js ? 'var x = 1' : 'x = 1')
    await two.feed(js ? 'var x = 2' : 'x = 2')
    const controller = new AbortController()
    const run = one.feed(loop(), { signal: controller.signal })
    controller.abort()
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    expect(one.dead).toBe(true)
    await expect(one.feed('x')).rejects.toMatchObject({ code: 'session-dead' })
    expect((await two.feed('x + 1')).value).toBe(3)
  })

  test('a handler that throws, answers late or not at all is the same as inline', async () => {
    bridge.register(hostFunction({ name: 'bad', params: [], handler: () => Promise.reject(new TypeError('no')) }))
    bridge.register(hostFunction({ name: 'hang', params: [], handler: () => new Promise(() => undefined) }))
    await expect(bridge.run('await bad()')).rejects.toMatchObject({ excType: 'TypeError', message: 'no' })
    await expect(bridge.run('await hang()', { limits: { wallClockMs: 30 } })).rejects.toBeInstanceOf(GuestError)
    bridge.unregister('bad')
    bridge.unregister('hang')
  })

  test('what cannot work across threads is refused', async () => {
    expect(bridge.capabilities).toMatchObject({ isolation: 'thread', sync: false, compile: false })
    expect(() => bridge.runSync('1')).toThrow(expect.objectContaining({ code: 'unsupported' }))
    expect(() => bridge.compile('1')).toThrow(expect.objectContaining({ code: 'unsupported' }))
    await expect(create({ isolation: 'fiber' as never })).rejects.toMatchObject({ code: 'invalid-argument' })
  })
})

describe.each(monty)('%s in threads', (name) => {
  const create = backends[name] as (typeof backends)[string]

  test('host objects, identity and rich values cross', async () => {
    const bridge = await create({ isolation: 'thread' })
    const counter = new HostObject({
      name: 'Counter',
      attributes: { start: 5 },
      methods: [
        hostFunction({ name: 'add', params: [{ name: 'n', type: 'integer' }], handler: ({ n }) => Number(n) + 5 }),
      ],
    })
    const { value } = await bridge.run('(counter.start, counter.add(n=2), counter, b"x")', { inputs: { counter } })
    expect(value).toEqual(new PyTuple([5, 7, counter, new Uint8Array([120])]))
    expect((value as PyTuple).items[2]).toBe(counter)
    await bridge.dispose()
  })

  test('a suspended run crosses from a thread to the calling thread and back', async () => {
    const [threaded, inline] = [await create({ isolation: 'thread' }), await create()]
    const turn = await threaded.start('print("a")\nx = ask()\nx * 2', { functions: ['ask'] })
    if (turn.type !== 'call') throw new Error(turn.type)
    const bytes = await turn.dump()
    for (const bridge of [inline, threaded]) {
      if (bridge === threaded) turn.cancel()
      const loaded = await bridge.loadTurn(bytes, { functions: ['ask'] })
      if (loaded.type !== 'call') throw new Error(loaded.type)
      expect(await loaded.resume(21)).toMatchObject({ type: 'done', value: 42, output: '' })
    }
    await expect(threaded.loadSession(bytes.slice(1))).rejects.toMatchObject({ code: 'snapshot-invalid' })
    await threaded.dispose()
    await inline.dispose()
  })

  test('a result 100,000 deep crosses as it does inline', async () => {
    const depths = await Promise.all(
      (['inline', 'thread'] as const).map(async (isolation) => {
        const bridge = await create({ isolation, limits: { memoryBytes: 256 * 2 ** 20 } })
        let { value } = await bridge.run('x = 1\nfor _ in range(100000): x = [x]\nx')
        await bridge.dispose()
        let depth = 0
        for (; Array.isArray(value); depth++) value = value[0]
        return { depth, bottom: repr(value) }
      }),
    )
    expect(depths[0]?.depth).toBeGreaterThan(100)
    expect(depths[1]).toEqual(depths[0])
  })
})
