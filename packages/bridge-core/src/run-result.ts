import { BridgeError } from './errors.js'
import type { Usage } from './events.js'
import type { RunOutcome } from './run-loop.js'

/** How a run that ended well came out. */
export interface RunResult {
  readonly value: unknown
  /** What was printed, stdout and stderr in order. */
  readonly output: string
  readonly usage: Usage
}

/** @throws GuestError when the guest failed; BridgeError `cancelled` */
export function toResult(outcome: RunOutcome, output: string): RunResult {
  switch (outcome.status) {
    case 'finished':
      return { value: outcome.value, output, usage: outcome.usage }
    case 'failed':
      throw outcome.error
    case 'cancelled':
      throw new BridgeError('cancelled', 'the run was cancelled', { cause: outcome.reason })
  }
}
