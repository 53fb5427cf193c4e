const origin = performance.timeOrigin

/** Milliseconds since the Unix epoch, monotonic within the process, with a fraction. */
export function now(): number {
  return origin + performance.now()
}

type Immediate = (callback: () => void) => unknown
const immediate = (globalThis as { setImmediate?: Immediate }).setImmediate

/** Lets timers, input and messages of the host run. */
export function yieldToHost(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve)
    else setTimeout(resolve, 0)
  })
}

/** The longest delay that timers take. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** Calls back after `ms`, however long; returns what cancels it. */
export function after(ms: number, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  const arm = (left: number): void => {
    timer = setTimeout(
      () => (left > MAX_DELAY_MS ? arm(left - MAX_DELAY_MS) : callback()),
      Math.min(left, MAX_DELAY_MS),
    )
  }
  arm(ms)
  return () => clearTimeout(timer)
}
