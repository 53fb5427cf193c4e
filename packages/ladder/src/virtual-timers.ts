/** From here on a delay is real: the fixture measures it, or ends before it. */
const REAL_MS = 50

/**
 * Delays that keep their order on the slowest machine: answers settle one at a time, in the order in which they would
 * have, once the guest has stopped calling.
 */
export class VirtualTimers {
  #now = 0
  #armed = false
  readonly #waiting: { readonly due: number; readonly resolve: () => void }[] = []

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (ms >= REAL_MS) setTimeout(resolve, ms)
      else {
        this.#waiting.push({ due: this.#now + ms, resolve })
        this.#arm()
      }
    })
  }

  #arm(): void {
    if (this.#armed) return
    this.#armed = true
    setTimeout(() => {
      this.#armed = false
      const first = this.#waiting.reduce((one, other) => (other.due < one.due ? other : one))
      this.#waiting.splice(this.#waiting.indexOf(first), 1)
      this.#now = first.due
      first.resolve()
      if (this.#waiting.length > 0) this.#arm()
    }, 1)
  }
}
