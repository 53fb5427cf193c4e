import {
  type BridgeCapabilities,
  type BridgeEvent,
  HostError,
  type HostFunction,
  HostObject,
  hostFunction,
  type InterpreterBridge,
  isTerminal,
  type Limits,
} from '@interpreter-bridge/core'
import type { Fixture, FixtureAnswer, Language } from './fixture.js'
import { hostValue } from './values.js'

/** Makes a backend to test. */
export type CreateBackend = () => Promise<InterpreterBridge>

/** What a fixture did on a backend: all its events, or what broke the bridge. */
export interface Actual {
  readonly events: readonly BridgeEvent[]
  readonly broken?: unknown
  readonly timedOut: boolean
  readonly durationMs: number
}

/** Longer than any fixture takes, shorter than patience. */
const FIXTURE_TIMEOUT_MS = 20_000

/** Why the backend cannot run the fixture, or undefined when it can. */
export function unsupportedBecause(fixture: Fixture, capabilities: BridgeCapabilities): string | undefined {
  if (fixture[capabilities.language] === undefined) return `no ${capabilities.language} program`
  for (const name of fixture.requires ?? []) {
    if (!hasCapability(name, capabilities)) return `needs ${name}`
  }
  for (const limit of Object.keys(fixture.limits ?? {})) {
    if (!(capabilities.limits as readonly string[]).includes(limit)) return `needs limits.${limit}`
  }
  return undefined
}

/** Looks a flag up by its dotted name: `futures`, `snapshots.turn`, `limits.stackDepth`. */
function hasCapability(name: string, capabilities: BridgeCapabilities): boolean {
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
  const functions = hostFunctions(fixture, language)
  const started = performance.now()
  const events: BridgeEvent[] = []
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort('the fixture took too long'), FIXTURE_TIMEOUT_MS)
  try {
    for (const fn of functions.list) bridge.register(fn)
    const inputs = Object.entries(fixture.inputs ?? {}).map(([name, value]) => [
      name,
      hostValue(value, language, functions.object),
    ])
    await new Promise<void>((resolve, reject) => {
      bridge
        .execute(fixture[language] as string, {
          inputs: Object.fromEntries(inputs),
          view: 'exact',
          signal: controller.signal,
          ...(fixture.scriptName === undefined ? {} : { scriptName: fixture.scriptName }),
          ...(fixture.limits === undefined ? {} : { limits: fixture.limits as Limits }),
          ...(fixture.randomSeed === undefined ? {} : { randomSeed: fixture.randomSeed }),
        })
        .subscribe({ next: (event) => events.push(event), complete: resolve, error: reject })
    })
    return { events, timedOut: controller.signal.aborted, durationMs: performance.now() - started }
  } catch (broken) {
    return { events, broken, timedOut: false, durationMs: performance.now() - started }
  } finally {
    clearTimeout(timer)
    for (const fn of functions.list) bridge.unregister(fn.schema.name)
  }
}

function hostFunctions(
  fixture: Fixture,
  language: Language,
): { list: HostFunction[]; object: (key: string) => HostObject } {
  const objects = new Map<string, HostObject>()
  const object = (key: string): HostObject => {
    const found = objects.get(key)
    if (found) return found
    const definition = fixture.objects?.[key]
    if (!definition) throw new Error(`fixture ${fixture.id}: there is no object "${key}"`)
    const attributes = Object.entries(definition.attributes ?? {}).map(([name, value]) => [
      name,
      () => hostValue(value, language, object),
    ])
    const methods = Object.entries(definition.methods ?? {}).map(([name, answers]) => scripted(name, answers))
    const made = new HostObject({ name: definition.name, attributes: Object.fromEntries(attributes), methods })
    objects.set(key, made)
    return made
  }
  const scripted = (name: string, answers: readonly FixtureAnswer[]): HostFunction => {
    let calls = 0
    return hostFunction({
      name,
      params: 'raw',
      ...(fixture.blocking?.includes(name) ? { mode: 'blocking' as const } : {}),
      handler: () =>
        reply(answers[Math.min(calls++, answers.length - 1)] as FixtureAnswer, (value) =>
          hostValue(value, language, object),
        ),
    })
  }
  return { list: Object.entries(fixture.calls ?? {}).map(([name, answers]) => scripted(name, answers)), object }
}

function reply(answer: FixtureAnswer, host: (value: unknown) => unknown): unknown {
  if ('throw' in answer) throw new Error(answer.throw)
  const settle = (): unknown => {
    if ('raise' in answer) throw new HostError(answer.raise.type, answer.raise.message)
    return host(answer.return)
  }
  if (answer.delay === undefined) return settle()
  return new Promise((resolve) => setTimeout(resolve, answer.delay)).then(settle)
}

/** Whether the run ended as every run must: with exactly one terminal event, the last. */
export function endsWell(events: readonly BridgeEvent[]): boolean {
  return events.filter(isTerminal).length === 1 && isTerminal(events.at(-1) as BridgeEvent)
}
