import type { RunResult } from '../contract/run-result.js'
import { BridgeError } from '../errors/errors.js'
import type { RunOutcome } from './run-loop.js'

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
