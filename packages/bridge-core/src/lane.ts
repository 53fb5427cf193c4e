import { BridgeError } from './errors.js'
import { isPromise, type MaybePromise } from './turn.js'

/** Who may run when: one at a time, unless the bridge was created to queue or to run in parallel. */
export class Lane {
  readonly #mode: 'reject' | 'queue' | 'parallel'
  readonly #what: string
  #active = 0
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
    if (this.#active > 0 && this.#mode !== 'parallel') {
      if (this.#mode === 'reject') {
        throw this.#busy()
      }
      return new Promise<void>((resolve) => this.#queue.push(resolve)).then(() => this.#run(work))
    }
    return this.#run(work)
  }

  /** Takes the place until the returned function is called. @throws BridgeError `busy` */
  hold(): () => void {
    if (this.#active > 0 && this.#mode !== 'parallel') throw this.#busy()
    this.#active++
    return () => this.#leave()
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
