import { type BridgeError, type GuestError, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import releaseSync from '@jitl/quickjs-wasmfile-release-sync'
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

describe('synchronous runs', () => {
  let bridge: InterpreterBridge
  beforeEach(async () => {
    bridge = await createQuickJs({ concurrency: 'parallel' })
  })
  afterEach(() => bridge.dispose())

  test('work with whatever limits, one after the other', () => {
    for (const memoryBytes of [1 << 20, 64 << 20, 2 << 20, 32 << 20, 128 << 20, 1 << 20]) {
      expect(bridge.runSync('6 * 7', { limits: { memoryBytes } }).value).toBe(42)
    }
  })

  test('work after guests that were stopped, ran out of memory, or took the instance with them', () => {
    const ends = ['for (;;);', 'const a = []; for (;;) a.push(new Uint8Array(1e6))', `eval('['.repeat(2e5))`]
    for (const code of [...ends, ...ends]) {
      expect(() => bridge.runSync(code, { limits: { timeMs: 50 } })).toThrow()
      expect(bridge.runSync('6 * 7').value).toBe(42)
    }
  })

  test('work inside a handler of another', () => {
    bridge.register(hostFunction({ name: 'inner', params: [], handler: () => bridge.runSync('6 * 7').value }))
    expect(bridge.runSync('[inner(), inner()]').value).toEqual([42, 42])
  })

  test('work in a session that begins while another waits', async () => {
    const sessions = [await bridge.openSession(), await bridge.openSession()]
    for (const [index, session] of sessions.entries()) session.feedSync(`let x = ${index}`)
    expect(sessions.map((session) => session.feedSync('x').value)).toEqual([0, 1])
    for (const session of sessions) await session.dispose()
  })
})

test('a synchronous run that cannot be is refused, and never runs later', async () => {
  const bridge = await createQuickJs({ concurrency: 'parallel', variant: releaseSync as unknown as QuickJSSyncVariant })
  let charged = 0
  bridge.register(hostFunction({ name: 'charge', params: [], handler: () => ++charged }))
  const inside = (): unknown => {
    try {
      return bridge.runSync('charge()').value
    } catch (error) {
      return (error as BridgeError).code
    }
  }
  bridge.register(hostFunction({ name: 'inside', params: [], handler: inside }))
  expect((await bridge.run('inside()')).value).toBe('busy')
  // One of these needs a machine that is made after the refused one's.
  let release: (value: null) => void = () => undefined
  const held = new Promise((resolve) => {
    release = resolve
  })
  bridge.register(hostFunction({ name: 'hold', params: [], handler: () => held }))
  const first = bridge.run('await hold()')
  expect((await bridge.run('charge()')).value).toBe(1)
  release(null)
  await first
  await bridge.dispose()
})

describe('memory of guests', () => {
  test('a guest finds nothing of the one before, and as much memory', async () => {
    const bridge = await createQuickJs()
    const fill = 'let n = 0; try { const a = []; for (;;) { a.push(new Uint8Array(65536)); n++ } } catch {} n'
    const first = (await bridge.run(fill, { limits: { memoryBytes: 4 << 20 } })).value as number
    await bridge.run('globalThis.left = Array.prototype.mine = 1; Array.prototype.push = null')
    for (const memoryBytes of [48 << 20, 4 << 20]) {
      const { value } = await bridge.run(`[typeof left, [].mine, typeof [].push]`, {
        limits: { memoryBytes },
      })
      expect(value).toEqual(['undefined', null, 'function'])
    }
    await bridge.run('const a = []; for (let i = 0; i < 400; i++) a.push(new Uint8Array(65536)); a.length', {
      limits: { memoryBytes: 48 << 20 },
    })
    const again = (await bridge.run(fill, { limits: { memoryBytes: 4 << 20 } })).value as number
    expect(first).toBeGreaterThan(50)
    expect(first).toBeLessThan(65)
    expect(Math.abs(again - first)).toBeLessThan(3)
    await bridge.dispose()
  })
})

describe.each(['inline', 'thread'] as const)('%s', (isolation) => {
  test('an error that was raised for a call has the place of the call', async () => {
    const bridge = await createQuickJs({ isolation })
    const handler = async (): Promise<never> => Promise.reject(new RangeError('no'))
    bridge.register(hostFunction({ name: 'fail', params: [], handler }))
    const error = await bridge.run('const f = async () => {\n  await fail()\n}\nawait f()').catch((thrown) => thrown)
    expect((error as GuestError).traceback.map(({ startLine, frameName }) => [startLine, frameName])).toEqual([
      [4, undefined],
      [2, 'f'],
    ])
    await bridge.dispose()
  })

  test('an error for several arrives with them, and with what it was raised from', async () => {
    const bridge = await createQuickJs({ isolation })
    const error: GuestError = await bridge
      .run(
        `const inner = new TypeError('two', { cause: new RangeError('why') })
throw new AggregateError([new Error('one'), inner, 'three'], 'both', { cause: 'a text' })`,
      )
      .catch((thrown) => thrown)
    expect(error).toMatchObject({
      excType: 'AggregateError',
      message: 'both',
      cause: { name: 'GuestError', message: 'a text' },
      errors: [
        { name: 'GuestError', excType: 'Error', message: 'one', traceback: [{ startLine: 2 }] },
        { excType: 'TypeError', message: 'two', cause: { excType: 'RangeError', message: 'why' } },
        { excType: 'Error', message: 'three' },
      ],
    })
    await bridge.dispose()
  })

  test.each([
    ['a handler', 'finish()'],
    ['a handler, among more that the guest would do', 'try { finish() } catch {} finish(); for (;;) finish()'],
  ])('a bridge that is disposed in %s goes quietly', async (_, code) => {
    const noise = [vi.spyOn(console, 'error'), vi.spyOn(console, 'log'), vi.spyOn(process.stderr, 'write')]
    const bridge = await createQuickJs({ isolation })
    let disposed: Promise<void> | undefined
    const handler = (): void => {
      disposed ??= bridge.dispose()
    }
    bridge.register(hostFunction({ name: 'finish', params: [], handler }))
    const error: BridgeError = await bridge.run(code).catch((thrown) => thrown)
    expect(error).toMatchObject({ name: 'BridgeError' })
    expect(['cancelled', 'disposed']).toContain(error.code)
    await disposed
    for (const spy of noise) expect(spy).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  test('a session that is disposed in a print observer goes quietly', async () => {
    const noise = [vi.spyOn(console, 'error'), vi.spyOn(process.stderr, 'write')]
    const bridge = await createQuickJs({ isolation })
    const session = await bridge.openSession()
    await new Promise<void>((resolve) => {
      session.execute(`console.log('a'); for (;;) console.log('b')`).subscribe({
        next: (event) => event.type === 'print' && void session.dispose(),
        error: () => resolve(),
        complete: () => resolve(),
      })
    })
    for (const spy of noise) expect(spy).not.toHaveBeenCalled()
    expect((await bridge.run('6 * 7')).value).toBe(42)
    await bridge.dispose()
    vi.restoreAllMocks()
  })
})
