import { BridgeError } from '../errors/errors.js'
import { insideHandler, isInsideHandlerOf } from './handler-scope.js'

/**
 * For what a run waits that does not get its place at once: for those before it, as the lane's mode says; for one that was
 * stopped and ends a moment later; or for nothing.
 */
export type Patience = 'queue' | 'moment' | 'none'

/** A place that is not free yet. */
export interface Queued {
  readonly free: Promise<void>
  /** Gives the place up, before it is free. */
  leave(): void
}

/** Who may run when: one at a time, unless the bridge was created to queue or to run in parallel. */
export class Lane {
  readonly #mode: 'reject' | 'queue' | 'parallel'
  readonly #what: string
  #active = 0
  #ending = 0
  /** What the run holds that has the place now, where there is one place. */
  #place = {}
  readonly #queue: (() => void)[] = []

  constructor(mode: 'reject' | 'queue' | 'parallel', what: string) {
    this.#mode = mode
    this.#what = what
  }

  /**
   * Takes a place, to be left: at once, and then undefined, or when it is free.
   * @throws BridgeError `busy`
   */
  enter(patience: Patience): Queued | undefined {
    if (this.#active === 0 || this.#mode === 'parallel') {
      this.#active++
      return undefined
    }
    if (isInsideHandlerOf(this.#place)) throw this.#nested()
    const endsSoon = this.#active <= this.#ending
    if (patience === 'none' || (!endsSoon && (patience === 'moment' || this.#mode === 'reject'))) throw this.#busy()
    let take: () => void = () => undefined
    const free = new Promise<void>((resolve) => {
      take = resolve
    })
    this.#queue.push(take)
    const leave = (): void => {
      const index = this.#queue.indexOf(take)
      if (index >= 0) this.#queue.splice(index, 1)
      else this.leave()
    }
    return { free, leave }
  }

  /**
   * Runs a handler of the run that has the place. In a queue, a run that this handler starts would wait for ever, for the
   * run that waits for the handler: it is refused instead.
   */
  handle(handler: () => unknown): unknown {
    return insideHandler(this.#place, handler)
  }

  /** Handlers have to be run by `handle`. */
  get queues(): boolean {
    return this.#mode === 'queue'
  }

  /** Gives the place to the next. */
  leave(): void {
    this.#place = {}
    const next = this.#queue.shift()
    if (next) next()
    else this.#active--
  }

  /**
   * A run in progress was stopped, and ends a moment later: who comes now waits that moment instead of being refused.
   * The returned function says that it has ended.
   */
  ending(): () => void {
    this.#ending++
    return () => {
      this.#ending--
    }
  }

  #busy(): BridgeError {
    const help =
      this.#what === 'session'
        ? 'await it, or open another session'
        : "await it, or create the bridge with concurrency: 'queue' (one after the other) or 'parallel' (also inside a handler)"
    return new BridgeError('busy', `the ${this.#what} has a run in progress; ${help}`)
  }

  #nested(): BridgeError {
    return new BridgeError(
      'busy',
      `this handler's own run has the ${this.#what}, and would wait for ever for a run that waits for it: create the bridge with concurrency: 'parallel', or use another bridge`,
    )
  }
}
