import { after } from '../platform/clock.js'

const MAX_ENTROPY_BYTES = 65_536

/** Resolves after `seconds`; rejects when the run ends first. */
export function sleep(seconds: number, signal: AbortSignal): Promise<null> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      disarm()
      reject(signal.reason)
    }
    const disarm = after(seconds * 1000, () => {
      signal.removeEventListener('abort', onAbort)
      resolve(null)
    })
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
  })
}

/** Random bytes, at most 64 KiB at a time. */
export function entropy(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(Math.min(size, MAX_ENTROPY_BYTES)))
}
