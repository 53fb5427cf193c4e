import type { Answer, Settled } from '../contract/turn.js'

/** The host calls whose promises a guest may await. Which have settled, and who waits for the next. */
export class PendingCalls {
  readonly #open = new Set<number>()
  readonly #settled = new Map<number, Settled>()
  #wake: (() => void) | undefined

  get size(): number {
    return this.#open.size + this.#settled.size
  }

  /** `outcome` must not reject. */
  add(callId: number, outcome: Promise<Settled>): void {
    this.#open.add(callId)
    void outcome.then((settled) => {
      if (!this.#open.delete(callId)) return
      this.#settled.set(callId, settled)
      this.#wake?.()
    })
  }

  /** The answer with those of `callIds` that have settled, once there is one. */
  async settled(callIds: readonly number[]): Promise<Answer> {
    let results = this.#take(callIds)
    while (results.size === 0) {
      await this.#next()
      results = this.#take(callIds)
    }
    return { kind: 'futures', results }
  }

  #take(callIds: readonly number[]): Map<number, Settled> {
    const results = new Map<number, Settled>()
    for (const callId of callIds) {
      const settled = this.#settled.get(callId)
      if (!settled) continue
      results.set(callId, settled)
      this.#settled.delete(callId)
    }
    return results
  }

  /** Whether any of `callIds` can still settle, or has. */
  knows(callIds: readonly number[]): boolean {
    return callIds.some((callId) => this.#open.has(callId) || this.#settled.has(callId))
  }

  /** Forgets everything; late results are dropped. */
  clear(): void {
    this.#open.clear()
    this.#settled.clear()
    this.#wake = undefined
  }

  /** Resolves when the next call settles. */
  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
