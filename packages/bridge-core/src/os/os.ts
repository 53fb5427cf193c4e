import { after } from '../clock.js'
import type { HostContext } from '../host-functions.js'

/** A call of the guest's operating system: `Path.read_text`, `os.getenv`, `time.time`, `import`, … */
export interface OsRequest {
  readonly name: string
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
}

/**
 * Answers the guest's operating-system calls. Returns the value, a promise for it, or undefined for "there is no such
 * thing", which the guest sees as its language's error for that call. Throws a `HostError` to choose the error.
 */
export type OsHandler = (request: OsRequest, context: HostContext) => unknown

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
