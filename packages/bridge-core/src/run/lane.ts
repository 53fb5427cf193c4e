import { BridgeError } from '../errors/errors.js'
import { isPromise, type MaybePromise } from '../platform/promise.js'

/** Who may run when: one at a time, unless the bridge was created to queue or to run in parallel. */
export class Lane {
  readonly #mode: 'reject' | 'queue' | 'parallel'
  readonly #what: string
  #active = 0
  #ending = 0
  #queue: (() => void)[] = []

  constructor(mode: 'reject' | 'queue' | 'parallel', what: string) {
    this.#mode = mode
    this.#what = what
  }

  get active(): number {
    return this.#active
  }

  /**
   * Runs `work` when it may.
   * @throws BridgeError `busy` when something runs and the mode is `reject`
   */
  enter<T>(work: () => MaybePromise<T>): MaybePromise<T> {
    const turn = this.#waitForTurn()
    return turn ? turn.then(() => this.#run(work)) : this.#run(work)
  }

  /** Takes the place until the returned function is called. @throws BridgeError `busy`, also where it would have to queue */
  async hold(): Promise<() => void> {
    if (this.#mode === 'queue' && this.#active > 0) throw this.#busy()
    await this.#waitForTurn()
    this.#active++
    return () => this.#leave()
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

  /** Undefined when there is nothing to wait for. @throws BridgeError `busy` */
  #waitForTurn(): Promise<void> | undefined {
    if (this.#active === 0 || this.#mode === 'parallel') return undefined
    if (this.#mode === 'reject' && this.#active > this.#ending) throw this.#busy()
    return new Promise<void>((resolve) => this.#queue.push(resolve))
  }

  #busy(): BridgeError {
    return new BridgeError(
      'busy',
      `the ${this.#what} has a run in progress; await it, or create the bridge with concurrency: 'queue'`,
    )
  }

  #run<T>(work: () => MaybePromise<T>): MaybePromise<T> {
    this.#active++
    try {
      const result = work()
      if (isPromise(result)) return result.finally(() => this.#leave())
      this.#leave()
      return result
    } catch (error) {
      this.#leave()
      throw error
    }
  }

  #leave(): void {
    this.#active--
    this.#queue.shift()?.()
  }
}
