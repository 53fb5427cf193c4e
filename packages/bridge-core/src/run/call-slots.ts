/** Bounds how many of a run's async handlers are at work at once. The guest waits inside its call for a free slot. */
export class CallSlots {
  readonly #limit: number
  #taken = 0
  #wake: (() => void) | undefined

  constructor(limit: number | undefined) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY
  }

  get full(): boolean {
    return this.#taken >= this.#limit
  }

  /** Takes a slot until `work` has settled. */
  hold(work: Promise<unknown>): void {
    this.#taken++
    const release = (): void => {
      this.#taken--
      this.#wake?.()
      this.#wake = undefined
    }
    void work.then(release, release)
  }

  /** Resolves when the next slot is free. A guest makes one call at a time, so one can wait. */
  free(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** Nobody waits any more: a slot that is freed from now on starts nothing. */
  close(): void {
    this.#wake = undefined
  }
}
