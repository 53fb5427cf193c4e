import { spawnSync } from 'node:child_process'
import { BridgeError } from '@interpreter-bridge/core'
import { FrameReader, frame } from '@interpreter-bridge/core/node'
import { workerArguments, workerFile } from './worker-file.js'

/** Parsing has no time limit of its own; a source is bounded by `maxSourceBytes`. */
const TIMEOUT_MS = 30_000
const MAX_OUTPUT_BYTES = 256 << 20

/** Starts a worker, gives it the requests, and waits for its end. @throws BridgeError `engine-missing`, `engine-crashed` */
export function parseOnce(memoryBytes: number, requests: readonly Uint8Array[]): readonly Uint8Array[] {
  const { stdout, error, signal, status } = spawnSync(workerFile(), workerArguments(memoryBytes), {
    input: Buffer.concat(requests.map(frame)),
    env: {},
    cwd: '/',
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    windowsHide: true,
  })
  if (error || signal || status !== 0) {
    const reason = error?.message ?? signal ?? `exit code ${status}`
    throw new BridgeError('engine-crashed', `the interpreter's process ended while it parsed: ${reason}`, {
      cause: error,
    })
  }
  const frames: Uint8Array[] = []
  // Each begins with its kind.
  new FrameReader((bytes) => frames.push(bytes.slice(1))).push(stdout)
  // The first is the greeting.
  return frames.slice(1)
}
