import { type Deferred, deferred } from '../platform/deferred.js'
import type { MaybePromise } from '../platform/promise.js'
import type { RunOutcome } from './outcome.js'

/** A run that has been prepared and can be started once. */
export interface PreparedRun {
  start(): MaybePromise<RunOutcome>
  cancel(reason: unknown): void
}

/** The runs of a bridge or a session that have started, or wait for their place, and have not ended. */
export class Running {
  readonly #runs = new Set<PreparedRun>()
  #idle: Deferred<void> | undefined

  add(run: PreparedRun): void {
    this.#runs.add(run)
  }

  delete(run: PreparedRun): void {
    this.#runs.delete(run)
    if (this.#runs.size === 0) this.#idle?.resolve(undefined)
  }

  /**
   * Cancels all. Resolves when they have ended: at once, or where one of them is on the stack (this was called by its
   * handler, or by who observes it), when that has returned. No run waits for a handler then.
   */
  async cancel(reason: unknown): Promise<void> {
    for (const run of [...this.#runs]) run.cancel(reason)
    if (this.#runs.size === 0) return
    this.#idle ??= deferred()
    await this.#idle.promise
  }
}
