import { BridgeError, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import { lastValueFrom } from 'rxjs'

/** Something that a host does with a bridge, most of it wrong; `code` is the program, which may call the function `wait`. */
type Action = (bridge: InterpreterBridge, code: string) => unknown

const invalid = (value: unknown): never => value as never

/** A run that waits for the host, and what ends it. */
function waiting(bridge: InterpreterBridge, code: string): () => Promise<void> {
  const controller = new AbortController()
  const ended = bridge.run(code, { signal: controller.signal }).then(
    () => undefined,
    () => undefined,
  )
  return () => {
    controller.abort()
    return ended
  }
}

function expect(value: unknown, wanted: unknown): void {
  if (value !== wanted) throw new Error(`expected ${String(wanted)}, got ${String(value)}`)
}

const actions = {
  'run synchronously': (bridge, code) => expect(bridge.runSync(code).value, 42),
  'compile once, run twice': async (bridge, code) => {
    const program = bridge.compile(code)
    for (let i = 0; i < 2; i++) expect((await program.run()).value, 42)
  },
  'dump a suspended run, and go on from the bytes': async (bridge, code) => {
    const turn = await bridge.start(code, { functions: ['wait'] })
    if (turn.type !== 'call') throw new Error(`expected a call, not ${turn.type}`)
    const bytes = await turn.dump()
    turn.cancel()
    const loaded = await bridge.loadTurn(bytes, { functions: ['wait'] })
    if (loaded.type !== 'call') throw new Error(`expected a call, not ${loaded.type}`)
    const end = await loaded.resume(21)
    expect(end.type === 'done' && end.value, 42)
  },
  'run after dispose': async (bridge, code) => {
    await bridge.dispose()
    await bridge.run(code)
  },
  'execute after dispose': async (bridge, code) => {
    await bridge.dispose()
    await lastValueFrom(bridge.execute(code))
  },
  'register after dispose': async (bridge) => {
    await bridge.dispose()
    bridge.register(hostFunction({ name: 'late', params: [], handler: () => 1 }))
  },
  'open a session after dispose': async (bridge) => {
    await bridge.dispose()
    await bridge.openSession()
  },
  'dispose twice': async (bridge) => {
    await bridge.dispose()
    await bridge.dispose()
  },
  'dispose while a run waits': async (bridge, code) => {
    const run = bridge.run(code)
    // Awaited below; until then it must not count as unhandled.
    run.catch(() => undefined)
    await bridge.dispose()
    await run
  },
  'run while running': async (bridge, code) => {
    const end = waiting(bridge, code)
    await bridge.run(code).finally(end)
  },
  'feed while feeding': async (bridge, code) => {
    const session = await bridge.openSession()
    const first = session.feed(code).catch(() => undefined)
    await session.feed(code).finally(() => bridge.dispose())
    await first
  },
  'feed a session that is disposed': async (bridge, code) => {
    const session = await bridge.openSession()
    await session.dispose()
    await session.feed(code)
  },
  'feed a session that a limit killed': async (bridge, code) => {
    const session = await bridge.openSession({ limits: { timeMs: 20 } })
    await session.feed(code).catch(() => undefined)
    await session.feed(code)
  },
  'register a name twice': (bridge) => {
    for (let i = 0; i < 2; i++) bridge.register(hostFunction({ name: 'twin', params: [], handler: () => i }))
  },
  'register something without a handler': (bridge) => bridge.register(invalid({ schema: { name: 'f', params: [] } })),
  'code that is a number': (bridge) => bridge.run(invalid(42)),
  'code with a NUL': (bridge, code) => bridge.run(`${code}\0`),
  'code with a lone surrogate': (bridge, code) => bridge.run(`${code}\ud800`),
  'more code than is allowed': (bridge, code) => bridge.run(code.padEnd(2 * 1024 * 1024)),
  'a limit that there is not': (bridge, code) => bridge.run(code, { limits: invalid({ timeMS: 1 }) }),
  'a limit of nothing': (bridge, code) => bridge.run(code, { limits: { timeMs: 0 } }),
  'a limit that is lifted for good': (bridge, code) => bridge.run(code, { limits: { memoryBytes: Infinity } }),
  'an option that there is not': (bridge, code) => bridge.run(code, invalid({ cwd: '/tmp' })),
  'a feed option that there is not': async (bridge, code) => {
    const session = await bridge.openSession()
    await session.feed(code, invalid({ timeoutMs: 5 })).finally(() => session.dispose())
  },
  'an input with a bad name': (bridge, code) => bridge.run(code, { inputs: { 'a b': 1 } }),
  'a function as input': (bridge, code) => bridge.run(code, { inputs: { f: () => 1 } }),
  'a cycle as input': (bridge, code) => {
    const list: unknown[] = []
    list.push(list)
    return bridge.run(code, { inputs: { list } })
  },
  'an aborted signal': (bridge, code) => bridge.run(code, { signal: AbortSignal.abort('before') }),
  'a session from random bytes': (bridge) => bridge.loadSession(new Uint8Array(200).fill(7)),
  'a session from no bytes': (bridge) => bridge.loadSession(invalid('text')),
  'a session from a snapshot that was altered': async (bridge, code) => {
    const session = await bridge.openSession()
    await session.feed(code)
    const bytes = await session.dump()
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
    await bridge.loadSession(bytes)
  },
  'a suspended run from an idle session': async (bridge, code) => {
    const session = await bridge.openSession()
    await session.feed(code)
    await bridge.loadTurn(await session.dump())
  },
  'a turn answered twice': async (bridge, code) => {
    const turn = await bridge.start(code, { functions: ['wait'] })
    if (turn.type !== 'call') throw new Error(`expected a call, not ${turn.type}`)
    await turn.resume(1)
    await turn.resume(2)
  },
  'a future that is not pending': async (bridge, code) => {
    let turn = await bridge.start(code, { functions: ['wait'] })
    if (turn.type === 'call') turn = await turn.pending()
    if (turn.type !== 'futures') throw new Error(`expected futures, not ${turn.type}`)
    await turn.resolve(new Map([[4711, 1]]))
  },
  'calling what is no name': async (bridge) => {
    const session = await bridge.openSession()
    await session.call('1 + 1')
  },
} as const satisfies Record<string, Action>

export type ActionName = keyof typeof actions

/** The names that a fixture's `action` can have. */
export const actionNames = Object.keys(actions) as [ActionName, ...ActionName[]]

/** Acts on a bridge: the code of the BridgeError it throws, or `nothing`. Anything else is thrown on. */
export async function act(bridge: InterpreterBridge, name: ActionName, code: string): Promise<string> {
  bridge.register(hostFunction({ name: 'wait', params: 'raw', handler: () => new Promise(() => undefined) }))
  try {
    await actions[name](bridge, code)
    return 'nothing'
  } catch (error) {
    if (error instanceof BridgeError) return error.code
    throw error
  }
}
