import { type CallTurn, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backends, monty } from './backends.js'

const program = `
print('before')
seen = ask('one')
print('between', seen)
seen = seen + ask('two', n=2)
seen
`

const pairs = monty.flatMap((from) => monty.map((to) => [from, to] as const))

describe.each(pairs)('a program dumped on %s and loaded on %s', (from, to) => {
  test('runs as often as one likes, with its inputs and its script’s name', async () => {
    const [source, target] = [
      await (backends[from] as (typeof backends)[string])(),
      await (backends[to] as (typeof backends)[string])(),
    ]
    const program = source.compile('def f(x):\n    return x * n\nf(2)', { inputs: ['n'], scriptName: 'cached.py' })
    const key = new Uint8Array([1, 2, 3])
    const [bytes, signed] = [program.dump(), program.dump({ key })]
    await source.dispose()
    const loaded = target.loadProgram(bytes)
    expect(loaded.inputNames).toEqual(['n'])
    expect(loaded.runSync({ inputs: { n: 21 } }).value).toBe(42)
    await expect(loaded.run({ inputs: { n: null } })).rejects.toMatchObject({
      excType: 'TypeError',
      scriptName: 'cached.py',
      traceback: [
        { filename: 'cached.py', startLine: 3 },
        { frameName: 'f', previewLine: '    return x * n' },
      ],
    })
    expect(target.loadProgram(signed, { key }).runSync({ inputs: { n: 1 } }).value).toBe(2)
    const refused = (load: () => unknown, message: RegExp): void =>
      expect(load).toThrow(
        expect.objectContaining({ code: 'snapshot-invalid', message: expect.stringMatching(message) }),
      )
    refused(() => target.loadProgram(signed), /signed: give the key/)
    refused(() => target.loadProgram(bytes, { key }), /not signed/)
    for (let at = 0; at < bytes.length; at++) {
      const altered = bytes.slice()
      altered[at] = (altered[at] as number) ^ (1 << (at % 8))
      refused(() => target.loadProgram(altered), /./)
    }
    await expect(target.loadSession(bytes)).rejects.toThrow('this is a compiled program')
    await target.dispose()
  })
})

describe.each(pairs)('a run dumped on %s and loaded on %s', (from, to) => {
  let source: InterpreterBridge
  let target: InterpreterBridge

  beforeEach(async () => {
    source = await (backends[from] as (typeof backends)[string])()
    target = await (backends[to] as (typeof backends)[string])()
  })
  afterEach(async () => {
    await source.dispose()
    await target.dispose()
  })

  async function suspended(options: { key?: Uint8Array } = {}): Promise<Uint8Array> {
    const turn = await source.start(program, { functions: ['ask'] })
    if (turn.type !== 'call') throw new Error(turn.type)
    const bytes = await turn.dump(options)
    turn.cancel()
    return bytes
  }

  test('goes on where it stopped: prints, call ids, arguments', async () => {
    const turn = (await target.loadTurn(await suspended(), { functions: ['ask'] })) as CallTurn
    expect(turn).toMatchObject({ type: 'call', name: 'ask', args: ['one'], callId: 0, output: '' })
    const second = (await turn.resume(40)) as CallTurn
    expect(second).toMatchObject({ name: 'ask', args: ['two'], kwargs: { n: 2 }, callId: 1, output: 'between 40\n' })
    expect(await second.resume(2)).toMatchObject({ type: 'done', value: 42 })
  })

  test('is signed with a key, and needs it', async () => {
    const key = new TextEncoder().encode('secret')
    const bytes = await suspended({ key })
    await expect(target.loadTurn(bytes)).rejects.toMatchObject({
      code: 'snapshot-invalid',
      message: expect.stringMatching(/signed/),
    })
    await expect(target.loadTurn(bytes, { key: new Uint8Array(3) })).rejects.toMatchObject({ code: 'snapshot-invalid' })
    const turn = await target.loadTurn(bytes, { key })
    expect(turn.type).toBe('call')
    if (turn.type === 'call') turn.cancel()
  })

  test('goes on by itself with handlers, which know that they were resumed', async () => {
    const seen: boolean[] = []
    let saved: Uint8Array | undefined
    const checkpoint = hostFunction({
      name: 'checkpoint',
      params: [],
      handler: async (_, context) => {
        seen.push(context.resumed)
        if (!context.resumed) saved = await context.dump()
        return seen.length
      },
      mode: 'blocking',
    })
    source.register(checkpoint)
    target.register(checkpoint)
    const code = 'total = 10\ntotal += checkpoint()\ntotal'
    expect((await source.run(code)).value).toBe(11)
    expect((await target.resume(saved as Uint8Array)).value).toBe(12)
    expect(seen).toEqual([false, true])
  })

  test('futures that were pending are still asked for', async () => {
    const turn = await source.start('import asyncio\nawait asyncio.gather(get(1), get(2))', { functions: ['get'] })
    if (turn.type !== 'call') throw new Error(turn.type)
    const next = await turn.pending()
    if (next.type !== 'call') throw new Error(next.type)
    const futures = await next.pending()
    if (futures.type !== 'futures') throw new Error(futures.type)
    expect(futures.callIds).toEqual([0, 1])
    expect(futures.calls).toMatchObject([
      { callId: 0, name: 'get', args: [1] },
      { callId: 1, name: 'get', args: [2] },
    ])
    const loaded = await target.loadTurn(await futures.dump())
    futures.cancel()
    if (loaded.type !== 'futures') throw new Error(loaded.type)
    expect(loaded.calls).toEqual([{ callId: 0 }, { callId: 1 }])
    const half = await loaded.resolve(new Map([[1, 'b']]))
    if (half.type !== 'futures') throw new Error(half.type)
    expect(half.callIds).toEqual([0])
    await expect(half.resolve(new Map([[1, 'again']]))).rejects.toMatchObject({ code: 'invalid-answer' })
    expect(await half.resolve(new Map([[0, 'a']]))).toMatchObject({ type: 'done', value: ['a', 'b'] })
  })

  test('a session goes on', async () => {
    const session = await source.openSession()
    await session.feed('def double(n):\n    return n * 2\nx = 21')
    const loaded = await target.loadSession(await session.dump())
    expect((await loaded.call('double', [5])).value).toBe(10)
    expect((await loaded.feed('double(x)')).value).toBe(42)
    expect(await loaded.continuation('if x:')).toBe('incompleteBlock')
    expect(await loaded.continuation('f(')).toBe('incomplete')
    expect(await loaded.continuation('x')).toBe('complete')
  })

  test('what is no snapshot is refused', async () => {
    const good = await suspended()
    const session = await source.openSession()
    for (const bytes of [
      new Uint8Array(),
      new Uint8Array(100),
      good.slice(0, -1),
      good.with(good.length >> 1, (good[good.length >> 1] as number) ^ 1),
    ]) {
      await expect(target.loadTurn(bytes)).rejects.toMatchObject({ code: 'snapshot-invalid' })
    }
    await expect(target.loadTurn('text' as never)).rejects.toMatchObject({ code: 'invalid-argument' })
    await expect(target.loadSession(good)).rejects.toMatchObject({
      code: 'snapshot-invalid',
      message: expect.stringContaining('loadTurn'),
    })
    await expect(target.loadTurn(await session.dump())).rejects.toMatchObject({
      code: 'snapshot-invalid',
      message: expect.stringContaining('loadSession'),
    })
    expect((await target.run('1 + 1')).value).toBe(2)
  })
})

describe.each(monty)('sessions on %s', (name) => {
  test('one that a limit stopped is dead, and says so; the others are not', async () => {
    const bridge = await (backends[name] as (typeof backends)[string])()
    const greedy = await bridge.openSession({ limits: { memoryBytes: 4 << 20 } })
    const modest = await bridge.openSession({ limits: { memoryBytes: 4 << 20 } })
    await modest.feed('x = 1')
    await expect(greedy.feed('a = "x"\nwhile True:\n    a += a')).rejects.toMatchObject({
      limit: { limit: 'memoryBytes' },
    })
    expect(greedy.dead).toBe(true)
    await expect(greedy.feed('1')).rejects.toMatchObject({ code: 'session-dead' })
    expect((await modest.feed('x')).value).toBe(1)
    await bridge.dispose()
    await expect(modest.feed('x')).rejects.toMatchObject({ code: 'disposed' })
  })

  test('a feed that is cancelled while it waits leaves the session usable', async () => {
    const bridge = await (backends[name] as (typeof backends)[string])()
    bridge.register(hostFunction({ name: 'hang', params: [], handler: () => new Promise(() => undefined) }))
    const session = await bridge.openSession()
    const controller = new AbortController()
    const feed = session.feed('kept = 5\nawait hang()', { signal: controller.signal })
    controller.abort('enough')
    await expect(feed).rejects.toMatchObject({ code: 'cancelled', cause: 'enough' })
    expect((await session.feed('kept')).value).toBe(5)
    await bridge.dispose()
  })

  test('a compiled program runs many times, each time afresh', async () => {
    const bridge = await (backends[name] as (typeof backends)[string])()
    const program = bridge.compile('n += step\nn', { inputs: ['n', 'step'], scriptName: 'add.py' })
    expect(program.runSync({ inputs: { n: 1, step: 2 } }).value).toBe(3)
    expect((await program.run({ inputs: { step: 5, n: 1 } })).value).toBe(6)
    expect(() => program.runSync({ inputs: { n: 1 } })).toThrow(/step missing/)
    expect(() => program.runSync({ inputs: { n: 1, step: 1, x: 1 } })).toThrow(/x unknown/)
    expect(() => bridge.compile('def f(:')).toThrow(expect.objectContaining({ excType: 'SyntaxError' }))
    program.dispose()
    expect(() => program.runSync()).toThrow(expect.objectContaining({ code: 'disposed' }))
    await bridge.dispose()
  })
})
