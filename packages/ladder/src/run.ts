import {
  type BridgeCapabilities,
  type BridgeEvent,
  type InterpreterBridge,
  type IsolatedBridgeOptions,
  isTerminal,
  type Limits,
  type RunOptions,
  type SessionOptions,
  type TypeDiagnostics,
} from '@interpreter-bridge/core'
import { act } from './actions.js'
import { checksTypes, type Fixture, languagesOf } from './fixture.js'
import { ScriptedHost } from './scripted-host.js'

/** Makes a backend to test. */
export type CreateBackend = (options?: IsolatedBridgeOptions) => Promise<InterpreterBridge>

/** What a fixture did on a backend: all its events, or what broke the bridge. */
export interface Actual {
  /** One list of events, or for a session one for each feed. */
  readonly steps: readonly (readonly BridgeEvent[])[]
  /** What the type checker found, where the fixture asks for it. */
  readonly diagnostics?: TypeDiagnostics | null
  /** How an action was answered. */
  readonly answer?: string
  readonly broken?: unknown
  readonly timedOut: boolean
  readonly durationMs: number
}

/** Longer than any fixture takes, shorter than patience. */
const FIXTURE_TIMEOUT_MS = 20_000
const TIMEOUT = 'the fixture took too long'
const CANCELLED = 'cancelled by the fixture'

/** Why the backend cannot run the fixture, or undefined when it can. */
export function unsupportedBecause(fixture: Fixture, capabilities: BridgeCapabilities): string | undefined {
  if (!languagesOf(fixture).includes(capabilities.language)) return `no ${capabilities.language} program`
  const lacks = needs(fixture).find((name) => !hasCapability(name, capabilities))
  return lacks === undefined ? undefined : `needs ${lacks}`
}

/** The capabilities that a fixture needs, by their dotted names. */
export function needs(fixture: Fixture): string[] {
  return [
    ...(fixture.feeds ? ['sessions'] : []),
    ...(fixture.feeds?.some((feed) => feed.reload) ? ['snapshots.session'] : []),
    ...(checksTypes(fixture) ? ['typeCheck'] : []),
    ...(fixture.modules ? ['osCalls'] : []),
    ...(fixture.requires ?? []),
    ...Object.keys(fixture.limits ?? {}).map((limit) => `limits.${limit}`),
  ]
}

/** Looks a flag up by its dotted name: `futures`, `snapshots.turn`, `limits.stackDepth`. */
export function hasCapability(name: string, capabilities: BridgeCapabilities): boolean {
  const [first = '', second] = name.split('.')
  const flag: unknown = Reflect.get(capabilities, first)
  if (Array.isArray(flag)) return flag.includes(second)
  const found: unknown =
    second === undefined || typeof flag !== 'object' || flag === null ? flag : Reflect.get(flag, second)
  if (typeof found !== 'boolean') throw new Error(`requires: ${name} is not a capability`)
  return found
}

/** Runs a fixture that the backend supports, and collects every event. */
export async function runFixture(bridge: InterpreterBridge, fixture: Fixture): Promise<Actual> {
  const { language } = bridge.capabilities
  const host = new ScriptedHost(fixture, language)
  const started = performance.now()
  const steps: BridgeEvent[][] = []
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(TIMEOUT), FIXTURE_TIMEOUT_MS)
  const actual = (rest: Pick<Actual, 'broken' | 'diagnostics' | 'answer'> = {}): Actual => ({
    steps,
    ...rest,
    timedOut: controller.signal.reason === TIMEOUT,
    durationMs: performance.now() - started,
  })
  try {
    for (const fn of host.functions) bridge.register(fn)
    for (const module of host.modules) bridge.registerModule(module)
    for (const cls of host.classes.values()) bridge.registerClass(cls)
    if (fixture.action) return actual({ answer: await act(bridge, fixture.action, fixture[language] as string) })
    if (checksTypes(fixture)) return actual({ diagnostics: await checkTypes(bridge, fixture) })
    if (fixture.feeds) await runFeeds(bridge, fixture, host, controller.signal, steps)
    else {
      const options = {
        ...settings(fixture),
        inputs: host.inputs,
        ...machine(bridge, fixture, host),
        signal: controller.signal,
      }
      const watch = cancelAt(fixture, () => controller.abort(CANCELLED))
      await collect(bridge.execute(fixture[language] as string, options), steps, watch)
    }
    return actual()
  } catch (broken) {
    return actual({ broken })
  } finally {
    clearTimeout(timer)
    for (const { name } of [...host.functions.map(({ schema }) => schema), ...host.modules, ...host.classes.values()])
      bridge.unregister(name)
  }
}

async function runFeeds(
  bridge: InterpreterBridge,
  fixture: Fixture,
  host: ScriptedHost,
  signal: AbortSignal,
  steps: BridgeEvent[][],
): Promise<void> {
  const { language } = bridge.capabilities
  const os = machine(bridge, fixture, host)
  let session = await bridge.openSession({ ...settings(fixture), ...os })
  for (const [index, feed] of (fixture.feeds ?? []).entries()) {
    if (feed.reload) {
      const bytes = await session.dump()
      await session.dispose()
      session = await bridge.loadSession(bytes, settings(fixture))
    }
    const inputs = index === 0 ? { inputs: host.inputs } : {}
    const { scriptName } = feed
    const options = { ...inputs, ...os, ...(scriptName === undefined ? {} : { scriptName }), signal }
    await collect(session.execute(feed[language] as string, options), steps)
  }
  await session.dispose()
}

function checkTypes(bridge: InterpreterBridge, fixture: Fixture): Promise<TypeDiagnostics | null> {
  const { scriptName, stubs } = fixture
  return bridge.typeCheck(fixture[bridge.capabilities.language] as string, {
    ...(scriptName === undefined ? {} : { scriptName }),
    ...(stubs === undefined ? {} : { stubs }),
  })
}

/** The machine of the fixture, which a backend without OS calls refuses: it gets one only where a fixture is about it. */
function machine({ capabilities }: InterpreterBridge, { os }: Fixture, host: ScriptedHost): Pick<RunOptions, 'os'> {
  return capabilities.osCalls || os !== undefined ? { os: host.os } : {}
}

/** Everything in the exact view, so that an expectation can tell 1 from 1.0. */
function settings(fixture: Fixture): RunOptions & SessionOptions {
  return {
    view: 'exact',
    ...(fixture.scriptName === undefined ? {} : { scriptName: fixture.scriptName }),
    ...(fixture.limits === undefined ? {} : { limits: fixture.limits as Limits }),
    ...(fixture.randomSeed === undefined ? {} : { randomSeed: fixture.randomSeed }),
  }
}

/** Adds a step with the stream's events. */
function collect(
  stream: ReturnType<InterpreterBridge['execute']>,
  steps: BridgeEvent[][],
  watch?: (event: BridgeEvent) => void,
): Promise<void> {
  const events: BridgeEvent[] = []
  steps.push(events)
  const next = (event: BridgeEvent): void => {
    events.push(event)
    watch?.(event)
  }
  return new Promise((resolve, reject) => {
    stream.subscribe({ next, complete: resolve, error: reject })
  })
}

/** Counts events until the one at which the fixture cancels. */
function cancelAt(fixture: Fixture, cancel: () => void): (event: BridgeEvent) => void {
  let left = fixture.cancelAt?.count ?? 0
  return ({ type }) => {
    if (type === fixture.cancelAt?.event && --left === 0) cancel()
  }
}

/** Whether the run ended as every run must: with exactly one terminal event, the last. */
export function endsWell(events: readonly BridgeEvent[]): boolean {
  return events.filter(isTerminal).length === 1 && isTerminal(events.at(-1) as BridgeEvent)
}
