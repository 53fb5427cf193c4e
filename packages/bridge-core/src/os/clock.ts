import { BridgeError, HostError, HostTimeoutError } from '../errors/errors.js'
import type { HostContext } from '../host/host-function.js'
import { PyDateTime, PyTimeZone } from '../values/datetime.js'
import { sleep as wait } from './sleep-and-entropy.js'
import { offsetAt } from './time-zone.js'

export type Sleep = 'wait' | 'skip' | 'virtual' | 'refuse' | { readonly budgetMs: number }

const RUNS_REMEMBERED = 10_000

/** A machine's clock, and what sleeping on it means. */
export class Clock {
  readonly #now: () => number
  readonly #zone: string | undefined
  readonly #policy: Exclude<Sleep, object>
  readonly #budgetMs: number
  /** What was slept of the budget, by run; the last ones, because nobody says when one ends. */
  readonly #slept = new Map<string, number>()
  /** How far virtual sleep has moved the clock. */
  #ahead = 0

  /** @throws BridgeError `invalid-argument` */
  constructor(now: (() => number) | number | Date | undefined, zone: string | undefined, sleep: Sleep = 'wait') {
    const isBudget = typeof sleep === 'object' && sleep !== null && Number(sleep.budgetMs) >= 0
    if (!isBudget && !['wait', 'skip', 'virtual', 'refuse'].includes(sleep as string)) {
      throw new BridgeError(
        'invalid-argument',
        "virtualOs: sleep must be 'wait', 'skip', 'virtual', 'refuse' or { budgetMs }",
      )
    }
    const still = typeof now === 'function' || now === undefined ? undefined : Number(now)
    if (Number.isNaN(still)) throw new BridgeError('invalid-argument', 'virtualOs: now is no moment')
    this.#now = typeof now === 'function' ? now : still === undefined ? Date.now : () => still
    this.#zone = zone
    this.#policy = typeof sleep === 'object' ? 'wait' : sleep
    this.#budgetMs = typeof sleep === 'object' ? sleep.budgetMs : Number.POSITIVE_INFINITY
  }

  /** Milliseconds since the Unix epoch. */
  now(): number {
    return this.#now() + this.#ahead
  }

  /** The time in a `PyTimeZone`; without one the naive time in the machine's own. */
  dateTime(zone: unknown): PyDateTime {
    const timezone = zone instanceof PyTimeZone ? zone : undefined
    const now = this.now()
    const offset = timezone ? timezone.offsetSeconds * 1000 : offsetAt(this.#zone, now)
    const at = PyDateTime.fromDate(new Date(now + offset))
    return new PyDateTime(at, { ...at, timezone })
  }

  /** @throws HostError where that is not allowed */
  sleep(seconds: number, { signal, runId }: HostContext): Promise<null> | null {
    switch (this.#policy) {
      case 'refuse':
        throw new HostError('RuntimeError', 'sleeping is not allowed here')
      case 'virtual':
        this.#ahead += seconds * 1000
        return null
      case 'skip':
        return null
      case 'wait':
        if (Number.isFinite(this.#budgetMs)) this.#spend(seconds * 1000, runId)
        return wait(seconds, signal)
    }
  }

  #spend(ms: number, runId: string): void {
    const slept = (this.#slept.get(runId) ?? 0) + ms
    if (slept > this.#budgetMs) {
      throw new HostTimeoutError(`a run may sleep ${this.#budgetMs} ms; this would make it ${slept}`)
    }
    this.#slept.delete(runId)
    this.#slept.set(runId, slept)
    if (this.#slept.size > RUNS_REMEMBERED) this.#slept.delete(this.#slept.keys().next().value as string)
  }
}
