import { after } from '../platform/clock.js'

const MAX_ENTROPY_BYTES = 65_536

/** Resolves after `seconds`; rejects when the run ends first. */
export function sleep(seconds: number, signal: AbortSignal): Promise<null> {
  return new Promise((resolve, reject) => {
    const disarm = after(seconds * 1000, () => resolve(null))
    signal.addEventListener('abort', () => {
      disarm()
      reject(signal.reason)
    })
  })
}

/** Random bytes, at most 64 KiB at a time. */
export function entropy(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(Math.min(size, MAX_ENTROPY_BYTES)))
}
