import type { BridgeCapabilities, InterpreterBridge } from '@interpreter-bridge/core'
import { type Fixture, languagesOf, type Tier } from './fixture.js'
import { judge, type Verdict } from './judge.js'
import { type CreateBackend, runFixture, unsupportedBecause } from './run.js'
import { type TranscriptEntry, transcript } from './transcript.js'

/** One fixture on one backend: a line of the JSONL report. */
export interface LadderResult {
  readonly schemaVersion: 1
  readonly backend: string
  readonly backendVersion: string
  readonly tier: number
  readonly id: number
  readonly name: string
  readonly verdict: Verdict
  readonly reason?: string
  /** The canonical text of the value that the last program ended with. */
  readonly value?: string
  /** The exception that it ended with. */
  readonly error?: { readonly type: string; readonly message: string }
  readonly events: readonly TranscriptEntry[]
  readonly durationMs: number
}

/** Which fixtures to run. */
export interface Selection {
  readonly tiers?: ReadonlySet<number>
  readonly grep?: string
}

export function select(tiers: readonly Tier[], selection: Selection): Tier[] {
  const needle = selection.grep?.toLowerCase()
  const wanted = (fixture: Fixture): boolean =>
    needle === undefined || `${fixture.id} ${fixture.name}`.toLowerCase().includes(needle)
  return tiers
    .filter((tier) => selection.tiers?.has(tier.tier) ?? true)
    .map((tier) => ({ ...tier, fixtures: tier.fixtures.filter(wanted) }))
    .filter((tier) => tier.fixtures.length > 0)
}

/** A verdict that fails the run. */
export function isBad(verdict: Verdict): boolean {
  return verdict === 'fail' || verdict === 'unexpected-pass' || verdict === 'crash' || verdict === 'timeout'
}

function outcome(last: TranscriptEntry | undefined): Pick<LadderResult, 'value' | 'error'> {
  if (last?.type === 'runFinished') return { value: String(last.value) }
  if (last?.type === 'runFailed') return { error: { type: String(last.excType), message: String(last.message) } }
  return {}
}

/** Runs tiers on one backend. A bridge that broke or hung is replaced. */
export class LadderRunner {
  readonly #name: string
  readonly #create: CreateBackend
  #bridge: InterpreterBridge | undefined

  constructor(name: string, create: CreateBackend) {
    this.#name = name
    this.#create = create
  }

  async capabilities(): Promise<BridgeCapabilities> {
    return (await this.#get()).capabilities
  }

  /** Runs every fixture of the tiers, in order, and closes the bridge. */
  async runAll(tiers: readonly Tier[], onResult?: (result: LadderResult) => void): Promise<LadderResult[]> {
    const results: LadderResult[] = []
    for (const { tier, fixtures } of tiers) {
      for (const fixture of fixtures) {
        const result = await this.run(tier, fixture)
        results.push(result)
        onResult?.(result)
      }
    }
    await this.close()
    return results
  }

  async run(tier: number, fixture: Fixture): Promise<LadderResult> {
    const bridge = await this.#get()
    const { capabilities } = bridge
    const result = (
      verdict: Verdict,
      reason: string | undefined,
      events: readonly TranscriptEntry[],
      durationMs: number,
    ): LadderResult => ({
      schemaVersion: 1,
      backend: this.#name,
      backendVersion: capabilities.engine,
      tier,
      id: fixture.id,
      name: fixture.name,
      verdict,
      ...(reason === undefined ? {} : { reason }),
      ...outcome(events.at(-1)),
      events,
      durationMs: Math.round(durationMs * 1000) / 1000,
    })
    const missing = unsupportedBecause(fixture, capabilities)
    if (missing !== undefined) {
      const undeclared = await this.#passesAnyway(bridge, fixture)
      return undeclared
        ? result(
            'unexpected-pass',
            `it passes, but the backend says that it ${missing}: a capability is not declared`,
            [],
            0,
          )
        : result('unsupported', missing, [], 0)
    }
    const actual = await runFixture(bridge, fixture)
    if (actual.broken !== undefined || actual.timedOut || fixture.action) await this.close()
    const { verdict, reason } = judge(fixture, this.#name, capabilities.language, actual)
    const checked: TranscriptEntry[] = [
      ...(actual.diagnostics === undefined
        ? []
        : [{ type: 'typeChecked' as const, text: actual.diagnostics?.text ?? null }]),
      ...(actual.answer === undefined ? [] : [{ type: 'acted' as const, answer: actual.answer }]),
    ]
    const events = actual.steps.flatMap((step) => transcript(step, capabilities.language))
    return result(verdict, reason, [...events, ...checked], actual.durationMs)
  }

  /** Capabilities are verified in both directions: one that is there must be claimed. */
  async #passesAnyway(bridge: InterpreterBridge, fixture: Fixture): Promise<boolean> {
    const { language } = bridge.capabilities
    if (!languagesOf(fixture).includes(language)) return false
    const actual = await runFixture(bridge, fixture)
    await this.close()
    return judge({ ...fixture, knownFailure: undefined }, this.#name, language, actual).verdict === 'pass'
  }

  async close(): Promise<void> {
    const bridge = this.#bridge
    this.#bridge = undefined
    await bridge?.dispose()
  }

  async #get(): Promise<InterpreterBridge> {
    this.#bridge ??= await this.#create()
    return this.#bridge
  }
}
