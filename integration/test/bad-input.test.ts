import { BridgeError, GuestError, HostObject, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import { lastValueFrom, take, toArray } from 'rxjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backends } from './backends.js'

const deepParentheses = `${'('.repeat(500_000)}1${')'.repeat(500_000)}`
const longSum = `1${'+1'.repeat(500_000)}`

describe.each(Object.keys(backends))('%s', (name) => {
  let bridge: InterpreterBridge
  const create = backends[name] as (typeof backends)[string]

  beforeEach(async () => {
    bridge = await create({ limits: { timeMs: 5000 } })
  })

  afterEach(async () => {
    expect((await bridge.run('1 + 1')).value, 'the next run works').toBe(2)
    await bridge.dispose()
  })

  test.each([
    ['nested parentheses of 1 MB', deepParentheses],
    ['1+1+… 500,000 times', longSum],
    [
      '1+1+… 500,000 times in eval',
      name === 'quickjs' ? 'eval("1" + "+1".repeat(500000))' : 'eval("1" + "+1" * 500000)',
    ],
    ['a chain of calls in eval', name === 'quickjs' ? 'eval("f" + "()".repeat(300000))' : 'eval("f" + "()" * 300000)'],
    [
      'JSON that is 100,000 deep',
      name === 'quickjs'
        ? "JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)); 500_001"
        : "import json\njson.loads('[' * 100_000 + ']' * 100_000)\n500_001",
    ],
    [
      'a chain of attributes in eval',
      name === 'quickjs' ? 'eval("a" + ".b".repeat(300000))' : 'eval("a" + ".b" * 300000)',
    ],
  ])('%s is an error or a value, and no crash', async (_, code) => {
    const outcome = await bridge.run(code, { limits: { maxSourceBytes: 2 ** 21 } }).catch((error: unknown) => error)
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(GuestError)
    else expect(outcome).toMatchObject({ value: 500_001 })
  })

  test('a run that was stopped gives its place to the next one at once', async () => {
    bridge.register(hostFunction({ name: 'hang', params: [], handler: () => new Promise(() => undefined) }))
    bridge.execute('await hang()').subscribe().unsubscribe()
    expect((await bridge.run('6 * 7')).value).toBe(42)
    const controller = new AbortController()
    const stopped = bridge.run('await hang()', { signal: controller.signal }).catch((error: BridgeError) => error.code)
    controller.abort()
    expect((await bridge.run('6 * 7')).value).toBe(42)
    expect(await stopped).toBe('cancelled')
    bridge.unregister('hang')
  })

  test('a feed that is refused does not disturb the one in progress', async () => {
    let answer: (value: number) => void = () => undefined
    const waiting = new Promise((resolve) => {
      answer = resolve
    })
    bridge.register(hostFunction({ name: 'wait', params: [], handler: () => waiting }))
    const session = await bridge.openSession()
    const print = name === 'quickjs' ? 'console.log' : 'print'
    const first = session.feed(`x = await wait()\n${print}('after')\nx`)
    await expect(session.feed('1')).rejects.toMatchObject({ code: 'busy' })
    answer(5)
    expect(await first).toMatchObject({ value: 5, output: 'after\n' })
    await session.dispose()
    bridge.unregister('wait')
  })

  test('more source than the default allows is refused before the engine sees it', async () => {
    await expect(bridge.run(`1${' '.repeat(2 ** 20)}`)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('maxSourceBytes'),
    })
  })

  test.each([
    ['code that is no string', 5],
    ['a NUL', 'a\0b'],
    ['a lone surrogate', '"\ud800"'],
  ])('%s is refused', async (_, code) => {
    await expect(bridge.run(code as string)).rejects.toMatchObject({ name: 'BridgeError', code: 'invalid-argument' })
  })

  test('a second run on a busy bridge, use after dispose', async () => {
    bridge.register(hostFunction({ name: 'wait', params: [], handler: () => new Promise(() => undefined) }))
    const stream = bridge.execute('await wait()').subscribe()
    await expect(bridge.run('1')).rejects.toMatchObject({ code: 'busy' })
    stream.unsubscribe()
    await new Promise(setImmediate)
    const other = await create()
    await other.dispose()
    await other.dispose()
    await expect(other.run('1')).rejects.toMatchObject({ code: 'disposed' })
    expect(() => other.register(hostFunction({ name: 'f', params: [], handler: () => 1 }))).toThrow(BridgeError)
  })

  test('a handler that never settles is ended by wallClockMs', async () => {
    bridge.register(hostFunction({ name: 'wait', params: [], handler: () => new Promise(() => undefined) }))
    await expect(bridge.run('await wait()', { limits: { wallClockMs: 50 } })).rejects.toMatchObject({
      excType: 'TimeoutError',
      limit: { limit: 'wallClockMs', value: 50 },
    })
  })

  test('an endless loop is ended by timeMs, endless memory by memoryBytes', async () => {
    const loop = name === 'quickjs' ? 'for(;;);' : 'while True: pass'
    await expect(bridge.run(loop, { limits: { timeMs: 100 } })).rejects.toMatchObject({
      limit: { limit: 'timeMs', value: 100 },
    })
    const grow =
      name === 'quickjs'
        ? 'const a = []; for (;;) a.push(new Uint8Array(10000))'
        : 'a = []\nwhile True:\n  a.append("x" * 100000 + str(len(a)))'
    await expect(bridge.run(grow, { limits: { memoryBytes: 4 << 20 } })).rejects.toMatchObject({
      limit: { limit: 'memoryBytes', value: 4 << 20 },
    })
  })

  test('a print flood is ended by maxPrintBytes', async () => {
    const flood = name === 'quickjs' ? 'for (;;) console.log("x".repeat(1000))' : 'while True: print("x" * 1000)'
    await expect(bridge.run(flood, { limits: { maxPrintBytes: 50_000 } })).rejects.toMatchObject({
      limit: { limit: 'maxPrintBytes', value: 50_000 },
    })
  })

  test('prints are seen while the guest runs: an endless program is stopped after its third line', async () => {
    const forever =
      name === 'quickjs' ? 'for (let i = 0; ; i++) console.log(i)' : 'i = 0\nwhile True:\n  print(i)\n  i += 1'
    const events = await lastValueFrom(bridge.execute(forever).pipe(take(4), toArray()))
    expect(events.map((event) => (event.type === 'print' ? event.text : event.type))).toEqual([
      'runStarted',
      '0\n',
      '1\n',
      '2\n',
    ])
  })

  test('what a subscriber throws in a print reaches nobody’s interpreter', async () => {
    const print = name === 'quickjs' ? 'console.log(1)' : 'print(1)'
    const turn = bridge.start(print, {
      onPrint: () => {
        throw new Error('in onPrint')
      },
    })
    await expect(turn).rejects.toThrow('in onPrint')
  })

  test('a run inside a print of another run works', async () => {
    const other = await create()
    const print = name === 'quickjs' ? 'console.log("a"); 1' : 'print("a")\n1'
    const seen: unknown[] = []
    const turn = await bridge.start(print, { onPrint: (text) => seen.push(text, other.runSync('20 + 22').value) })
    expect(turn).toMatchObject({ type: 'done', value: 1 })
    expect(seen).toEqual(['a\n', 42])
    await other.dispose()
  })

  test('a host object where there are none is refused', async () => {
    if (bridge.capabilities.methodCalls) return
    bridge.register(hostFunction({ name: 'get', params: [], handler: () => new HostObject({ name: 'Thing' }) }))
    await expect(bridge.run('get()')).rejects.toMatchObject({ excType: 'TypeError' })
  })

  test('a thousand runs leave nothing behind', async () => {
    const before = process.memoryUsage().external
    for (let i = 0; i < (name === 'quickjs' ? 100 : 1000); i++) await bridge.run('1 + 1')
    expect(process.memoryUsage().external - before).toBeLessThan(64 << 20)
  })
})

test.each([
  ['native', 'isolaton', 'did you mean isolation?'],
  ['wasm', 'wams', 'did you mean wasm?'],
  ['quickjs', 'varient', 'did you mean variant?'],
])('%s is not created with an option that there is not', async (name, option, hint) => {
  const create = backends[name] as (typeof backends)[string]
  await expect(create({ [option]: 1 })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(new RegExp(`^create\\w+: there is no ${option}; ${hint.replace('?', '\\?')}$`)),
  })
})
