import type { EngineSession } from '../contract/engine.js'
import type { MaybePromise } from '../platform/promise.js'
import type { Queued } from './lane.js'
import type { RunOutcome } from './outcome.js'
import { RunLoop } from './run-loop.js'
import type { RunPlan } from './run-plan.js'
import type { PreparedRun } from './running.js'

/** Takes a run to its place in the lane when it starts, and leaves nothing behind when it ends. */
export class Launch implements PreparedRun {
  readonly #plan: RunPlan
  readonly #loop: RunLoop
  #queued: Queued | undefined
  #begin: (() => void) | undefined
  #hasPlace = false
  #ended: (() => void) | undefined

  constructor(plan: RunPlan) {
    this.#plan = plan
    this.#loop = new RunLoop(plan, (session) => this.#finish(session))
  }

  /** @throws BridgeError `busy`; what breaks the run */
  start(): MaybePromise<RunOutcome> {
    const { running, signal } = this.#plan
    running.add(this)
    if (signal?.aborted) this.cancel(signal.reason)
    else signal?.addEventListener('abort', this.#onAbort)
    const queued = this.#enter()
    if (queued) return this.#wait(queued)
    this.#hasPlace = true
    return this.#loop.run()
  }

  /** One that waits for its place ends at once; it has never begun. */
  cancel(reason: unknown): void {
    if (this.#hasPlace) this.#ended ??= this.#plan.lane.ending()
    this.#loop.cancel(reason)
    this.#queued?.leave()
    this.#begin?.()
  }

  #enter(): Queued | undefined {
    try {
      return this.#plan.lane.enter(this.#plan.patience)
    } catch (error) {
      this.#loop.refuse()
      throw error
    }
  }

  #wait(queued: Queued): Promise<RunOutcome> {
    return new Promise((resolve, reject) => {
      this.#queued = queued
      this.#begin = () => {
        this.#queued = undefined
        this.#begin = undefined
        try {
          resolve(this.#loop.run())
        } catch (error) {
          reject(error)
        }
      }
      void queued.free.then(() => {
        this.#hasPlace = this.#queued !== undefined
        this.#begin?.()
      })
    })
  }

  readonly #onAbort = (): void => this.cancel(this.#plan.signal?.reason)

  #finish(session: EngineSession | undefined): void {
    const { lane, release, running, signal } = this.#plan
    running.delete(this)
    signal?.removeEventListener('abort', this.#onAbort)
    if (session) release(session)
    if (!this.#hasPlace) return
    this.#hasPlace = false
    this.#ended?.()
    lane.leave()
  }
}
