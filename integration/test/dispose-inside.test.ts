import {
  BridgeError,
  type BridgeEvent,
  type BridgeSession,
  hostFunction,
  type InterpreterBridge,
  isTerminal,
} from '@interpreter-bridge/core'
import { afterAll, describe, expect, test } from 'vitest'
import { backends } from './backends.js'

const noise: unknown[] = []
const note = (error: unknown) => noise.push(error)
process.on('unhandledRejection', note)
process.on('warning', note)
afterAll(() => {
  process.off('unhandledRejection', note)
  process.off('warning', note)
  expect(noise).toEqual([])
})

const programs = {
  python: { sync: 'print("a")\nend()\nprint("b")', async: 'print("a")\nawait end()\nprint("b")' },
  javascript: {
    sync: 'console.log("a"); end(); console.log("b")',
    async: 'console.log("a"); await end(); console.log("b")',
  },
}

/** Where the end comes from, and how the handler of `end` behaves. */
const places = [
  'a handler',
  'a handler that awaits it',
  'an observer of print',
  'an observer of callStarted',
  'an observer of the end',
] as const

describe.each(Object.keys(backends))('%s', (name) => {
  const create = backends[name] as (typeof backends)[string]

  describe.each(['inline', 'thread'] as const)('%s', (isolation) => {
    test.each([
      ...places.map((place) => ['a bridge', place] as const),
      ...places.map((place) => ['a session', place] as const),
    ])('%s that is disposed in %s: the run is cancelled, once, and then all is gone', async (what, place) => {
      const bridge = await create({ isolation })
      const session = what === 'a session' ? await bridge.openSession() : undefined
      const target: BridgeSession | InterpreterBridge = session ?? bridge
      let disposed: Promise<void> | undefined
      const dispose = (): Promise<void> => {
        disposed = target.dispose()
        return disposed
      }
      bridge.register(
        hostFunction({
          name: 'end',
          params: [],
          handler: (): unknown => {
            if (place === 'a handler that awaits it') return dispose()
            if (place === 'a handler') void dispose()
            return 1
          },
        }),
      )
      const code = programs[bridge.capabilities.language][place === 'a handler that awaits it' ? 'async' : 'sync']
      const events: BridgeEvent[] = []
      await new Promise<void>((complete, error) => {
        target.execute(code).subscribe({
          next: (event) => {
            events.push(event)
            if (place === 'an observer of print' && event.type === 'print') void dispose()
            if (place === 'an observer of callStarted' && event.type === 'callStarted') void dispose()
            if (place === 'an observer of the end' && isTerminal(event)) void dispose()
          },
          complete,
          error,
        })
      })
      await disposed
      const end = events.at(-1)
      expect(events.filter(isTerminal)).toHaveLength(1)
      expect(end?.type).toBe(place === 'an observer of the end' ? 'runFinished' : 'runCancelled')
      if (end?.type === 'runCancelled') expect(end.reason).toMatchObject({ name: 'BridgeError', code: 'disposed' })
      await expect(session ? session.feed('1') : bridge.run('1')).rejects.toMatchObject({ code: 'disposed' })
      if (session) expect((await bridge.run('1 + 1')).value).toBe(2)
      await bridge.dispose()
    })
  })

  test('runSync whose handler disposes the bridge is cancelled', async () => {
    const bridge = await create()
    let disposed: Promise<void> | undefined
    const end = (): void => {
      disposed = bridge.dispose()
    }
    bridge.register(hostFunction({ name: 'end', params: [], handler: end }))
    expect(() => bridge.runSync(programs[bridge.capabilities.language].sync)).toThrow(
      expect.objectContaining({ code: 'cancelled', cause: expect.any(BridgeError) }),
    )
    await disposed
    await bridge.dispose()
  })

  test('what runSync refuses, where the interpreter has to be loaded, is never run', async () => {
    const bridge = await create()
    let called = 0
    bridge.register(hostFunction({ name: 'end', params: [], handler: () => ++called }))
    const limits = { memoryBytes: 12 << 20 }
    const refused = (): unknown => {
      try {
        return bridge.runSync('end()', { limits }).value
      } catch (error) {
        return error
      }
    }
    const first = refused()
    const before = called
    if (before === 0) expect(first).toMatchObject({ code: 'busy', message: expect.stringContaining('loaded') })
    await bridge.run('1', { limits })
    expect(called).toBe(before)
    expect(refused()).toBe(before + 1)
    await bridge.dispose()
  })

  test('by hand, a name that was not given is unknown, and no turn', async () => {
    const bridge = await create()
    const turn = await bridge.start('nowhere(1)', { functions: ['somewhere'] })
    const excType = bridge.capabilities.language === 'python' ? 'NameError' : 'ReferenceError'
    expect(turn).toMatchObject({ type: 'failed', error: { excType, message: expect.stringContaining('nowhere') } })
    await bridge.dispose()
  })

  test('twenty sleeps leave no listeners behind', async () => {
    const bridge = await create()
    if (bridge.capabilities.osCalls) {
      await bridge.run(
        'import time, asyncio\nfor i in range(20): time.sleep(0.001)\nawait asyncio.gather(*[asyncio.sleep(0.001) for i in range(20)])',
      )
    }
    await bridge.dispose()
  })
})
