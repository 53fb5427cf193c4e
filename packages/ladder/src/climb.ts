import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Fixture, Tier } from './fixture.js'
import { isBad, type LadderResult } from './ladder.js'

/** What a climber (a process of its own) is told. */
export interface Climb {
  readonly backend: string
  readonly isolation: 'inline' | 'thread' | 'process'
  readonly directory: string | undefined
  /** The ids of the fixtures to run, in order. */
  readonly ids: readonly number[]
}

export interface ClimbOptions extends Omit<Climb, 'backend' | 'ids'> {
  /** How many processes at once. */
  readonly processes: number
  /** Stops a backend at its first failure. */
  readonly bail: boolean
  onResult(result: LadderResult): void
}

const climber = fileURLToPath(new URL('./climber.js', import.meta.url))

/**
 * Runs tiers on backends, each in a process of its own, so that all cores work and one that dies takes nothing along:
 * the fixture is a crash, and the next one runs in a new process.
 * @throws Error when a backend cannot be loaded
 */
export async function climb(
  backends: readonly string[],
  tiers: readonly Tier[],
  options: ClimbOptions,
): Promise<LadderResult[]> {
  const fixtures = tiers.flatMap(({ tier, fixtures: all }) => all.map((fixture) => ({ tier, fixture })))
  const results = new Map<string, LadderResult[]>(backends.map((backend) => [backend, []]))
  const waiting = [...backends]
  const work = async (): Promise<void> => {
    for (let backend = waiting.shift(); backend !== undefined; backend = waiting.shift()) {
      const own = results.get(backend) as LadderResult[]
      const take = (result: LadderResult): boolean => {
        own.push(result)
        options.onResult(result)
        return !(options.bail && isBad(result.verdict))
      }
      while (own.length < fixtures.length) {
        const left = fixtures.slice(own.length)
        const reason = await climbOn(
          backend,
          left.map(({ fixture }) => fixture.id),
          options,
          take,
        )
        if (reason === undefined) break
        const { tier, fixture } = fixtures[own.length] as { tier: number; fixture: Fixture }
        if (!take(crash(backend, tier, fixture, reason))) break
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.processes, backends.length) }, work))
  return backends.flatMap((backend) => results.get(backend) ?? [])
}

/** One process. Undefined when it has run everything, or was told to stop; otherwise how it died. */
function climbOn(
  backend: string,
  ids: readonly number[],
  { isolation, directory }: ClimbOptions,
  take: (result: LadderResult) => boolean,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = fork(climber, { serialization: 'advanced' })
    let stopped = false
    child.on(
      'message',
      (message: { readonly result?: LadderResult; readonly unloadable?: string; readonly done?: true }) => {
        if (stopped) return
        if (message.unloadable !== undefined) reject(new Error(message.unloadable))
        stopped =
          message.done === true ||
          message.unloadable !== undefined ||
          (message.result !== undefined && !take(message.result))
        if (stopped) child.kill()
      },
    )
    child.on('close', (code, signal) =>
      resolve(stopped ? undefined : `the process ended with ${signal ?? `code ${code}`}`),
    )
    child.send({ backend, isolation, directory, ids } satisfies Climb)
  })
}

function crash(backend: string, tier: number, { id, name }: Fixture, reason: string): LadderResult {
  return {
    schemaVersion: 1,
    backend,
    backendVersion: '',
    tier,
    id,
    name,
    verdict: 'crash',
    reason,
    events: [],
    durationMs: 0,
  }
}
