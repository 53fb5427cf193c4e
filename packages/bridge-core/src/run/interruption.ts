import { after, now } from '../platform/clock.js'
import { outOfTime, type Remains, type RunOutcome } from './outcome.js'

/** How a run that was stopped came out, once it is known what it used, left and printed. */
export type StoppedOutcome = (remains: Remains) => RunOutcome

/** What ends a run from outside, wherever it is: a cancellation, or the wall clock. The first one counts. */
export class Interruption {
  /** Set when the run shall end. */
  outcome: StoppedOutcome | undefined
  readonly #deadline: number
  readonly #wallClockMs: number
  readonly #scriptName: string
  #disarm: (() => void) | undefined
  /** Ends what the run waits for. */
  #wake: (() => void) | undefined

  constructor(startedAt: number, wallClockMs = Number.POSITIVE_INFINITY, scriptName: string) {
    this.#wallClockMs = wallClockMs
    this.#deadline = startedAt + wallClockMs
    this.#scriptName = scriptName
  }

  /** Looks at the clock: whether the run shall end. */
  get due(): boolean {
    if (this.outcome) return true
    if (this.#deadline === Number.POSITIVE_INFINITY || now() < this.#deadline) return false
    this.stop(this.#late, false)
    return true
  }

  /** `atOnce`: before this returns, where the run waits. Otherwise a moment later, after the event that is being seen. */
  stop(outcome: StoppedOutcome, atOnce: boolean): void {
    if (this.outcome) return
    this.outcome = outcome
    if (atOnce) this.#wake?.()
    else if (this.#wake) queueMicrotask(() => this.#wake?.())
  }

  /** Calls `settled` or `failed` when `promise` does, or `stopped` when the run is stopped before: one of the three. */
  wait<T>(
    promise: PromiseLike<T>,
    settled: (value: T) => void,
    failed: (error: unknown) => void,
    stopped: () => void,
  ): void {
    if (this.outcome) {
      stopped()
      return
    }
    let waiting = true
    const once = (go: () => void): void => {
      if (!waiting) return
      waiting = false
      this.#wake = undefined
      go()
    }
    this.#wake = () => once(stopped)
    this.#arm()
    promise.then(
      (value) => once(() => settled(value)),
      (error: unknown) => once(() => failed(error)),
    )
  }

  /** The run has ended. */
  close(): void {
    this.#disarm?.()
    this.#wake = undefined
  }

  readonly #late = (remains: Remains): RunOutcome => outOfTime(remains, this.#wallClockMs, this.#scriptName)

  /** One timer for the whole run, from the first wait on. */
  #arm(): void {
    if (this.#disarm || this.#deadline === Number.POSITIVE_INFINITY) return
    const left = Math.max(Math.ceil(this.#deadline - now()) + 1, 0)
    this.#disarm = after(left, () => this.stop(this.#late, true))
  }
}
