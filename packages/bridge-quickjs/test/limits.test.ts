import { type GuestError, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe.each(['inline', 'thread'] as const)('%s', (isolation) => {
  let bridge: InterpreterBridge
  beforeAll(async () => {
    bridge = await createQuickJs({ isolation })
    bridge.register(hostFunction({ name: 'large', params: [], handler: () => 'x'.repeat(40 << 20) }))
    bridge.register(hostFunction({ name: 'bytes', params: [], handler: () => [new Uint8Array(40 << 20)] }))
    bridge.register(hostFunction({ name: 'later', params: [], handler: async () => 'x'.repeat(40 << 20) }))
    bridge.register(hostFunction({ name: 'take', params: 'raw', handler: ({ args }) => args.length }))
  })
  afterAll(() => bridge.dispose())

  const failure = (code: string, options = {}): Promise<GuestError> =>
    bridge.run(code, options).then(
      () => Promise.reject(new Error('the run did not fail')),
      (error: GuestError) => error,
    )

  test.each([
    `throw new InternalError('out of memory')`,
    `throw new InternalError('stack overflow')`,
    `throw new InternalError('interrupted')`,
    `throw new InternalError('timeMs exceeded: 10001 > 10000')`,
    `try { throw new InternalError('out of memory') } catch (e) { throw e }`,
    `throw new (class extends InternalError {})('stack overflow')`,
    `throw new Proxy(new InternalError('out of memory'), {})`,
    `throw Object.assign(new Error('stack overflow'), { name: 'InternalError' })`,
    `throw Object.setPrototypeOf(new Error('out of memory'), InternalError.prototype)`,
    `throw Reflect.construct(Error, ['out of memory'], InternalError)`,
    `throw null`,
    `const twenty = (n) => { if (n > 0) return twenty(n - 1); throw new InternalError('stack overflow') }; twenty(20)`,
    `const all = []; for (let i = 0; i < 1e5; i++) all.push({ i }); throw new InternalError('out of memory')`,
    `await Promise.reject(new InternalError('out of memory'))`,
  ])('is no limit: %s', async (code) => {
    const session = await bridge.openSession()
    const error = await session.feed(code).catch((thrown: GuestError) => thrown)
    expect(error).toMatchObject({ name: 'GuestError' })
    expect((error as GuestError).limit).toBeUndefined()
    expect((await session.feed('1 + 1')).value).toBe(2)
    await session.dispose()
  })

  test.each([
    ['memoryBytes', `const a = []; for (;;) a.push('x'.repeat(1e5) + a.length)`],
    ['memoryBytes', `'x'.repeat(2 ** 26).length`],
    ['memoryBytes', `const a = []; try { for (;;) a.push(new Uint8Array(1e6)) } catch (e) { throw e }`],
    ['memoryBytes', `Array.from({ length: 5e6 }, (_, i) => 'item ' + i)`],
    ['memoryBytes', `new Uint8Array(20 << 20)`],
    ['memoryBytes', `'x'.repeat(18 << 20)`],
    ['memoryBytes', `take('x'.repeat(20 << 20))`],
    ['memoryBytes', `large()`],
    ['memoryBytes', `bytes()`],
    ['memoryBytes', `await later()`],
    ['memoryBytes', `try { large() } catch {}; 'went on'`],
    ['memoryBytes', `let a = []; for (let i = 0; i < 4e5; i++) a = [a]; a`],
    ['stackBytes', `const f = () => f() + 1; f()`],
    ['stackBytes', `try { (function f() { f() })() } catch (e) { throw e }`],
    ['stackBytes', `const f = (a, b, c, d, e) => { let g, h, i, j, k; return [f(a, b, c, d, e), g, h, i, j, k] }; f()`],
    ['timeMs', `for (;;) try { for (;;); } catch {}`],
  ])('%s is known: %s', async (limit, code) => {
    const error = await failure(code, { limits: { timeMs: limit === 'timeMs' ? 50 : 20_000 } })
    expect(error).toMatchObject({ name: 'GuestError', limit: { limit } })
    expect((await bridge.run('1 + 1')).value).toBe(2)
  })

  test('inputs that are more than a guest may hold', async () => {
    const inputs = { text: 'x'.repeat(2 << 20) }
    const error = await failure('text.length', { inputs, limits: { memoryBytes: 1 << 20 } })
    expect(error).toMatchObject({ limit: { limit: 'memoryBytes', value: 1 << 20 } })
    expect((await bridge.run('text.length', { inputs })).value).toBe(2 << 20)
  })

  test('code that is more than a guest may hold', async () => {
    const error = await failure(`1 // ${'x'.repeat(900_000)}`, { limits: { memoryBytes: 300_000 } })
    expect(error).toMatchObject({ limit: { limit: 'memoryBytes' } })
  })

  test('a lack that was caught before says nothing of a later feed', async () => {
    const session = await bridge.openSession()
    await session.feed(`try { (function f() { f() })() } catch {}`)
    await session.feed(`try { new Uint8Array(1e9) } catch {}`)
    for (const message of ['stack overflow', 'out of memory']) {
      const error = await session.feed(`throw new InternalError('${message}')`).catch((thrown: GuestError) => thrown)
      expect((error as GuestError).limit).toBeUndefined()
    }
    await session.dispose()
  })
})
