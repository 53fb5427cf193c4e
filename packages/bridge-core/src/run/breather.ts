/** A guest that needs no host may keep the host's thread this long before timers and signals get their turn. */
const MAX_BUSY_MS = 20
/** How often the clock is looked at for that. */
const TURNS_PER_CHECK = 32

/** Says when a run that never waits should let the host's timers run. */
export class Breather {
  #turns = 0
  #since = 0

  /** To be asked once a turn. */
  get due(): boolean {
    if (++this.#turns % TURNS_PER_CHECK !== 0) return false
    const at = performance.now()
    if (this.#since === 0) this.#since = at
    return at - this.#since > MAX_BUSY_MS
  }

  /** The run waits for something else. */
  reset(): void {
    this.#since = 0
  }
}
