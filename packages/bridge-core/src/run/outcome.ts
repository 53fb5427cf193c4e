import type { Usage } from '../contract/events.js'
import type { RunResult } from '../contract/run-result.js'
import { BridgeError, GuestError } from '../errors/errors.js'
import type { RunState } from './run-state.js'

/** How a run came out; the same three ways as the terminal events. */
export type RunOutcome =
  | { readonly status: 'finished'; readonly value: unknown; readonly usage: Usage }
  | { readonly status: 'failed'; readonly error: GuestError; readonly usage: Usage }
  | { readonly status: 'cancelled'; readonly reason: unknown; readonly usage: Usage }

/** The outcome of a run that took longer than `limits.wallClockMs`. */
export function outOfTime(usage: Usage, wallClockMs: number, scriptName: string, printed: string): RunOutcome {
  const limit = { limit: 'wallClockMs', value: wallClockMs, used: usage.wallMs }
  const message = `wallClockMs exceeded: ${Math.round(usage.wallMs)} > ${wallClockMs}`
  const fault = { excType: 'TimeoutError', message, traceback: [], limit }
  return { status: 'failed', usage, error: new GuestError(fault, scriptName, printed) }
}

/** Emits the terminal event. */
export function announce(state: RunState, outcome: RunOutcome): void {
  const { usage } = outcome
  switch (outcome.status) {
    case 'finished':
      state.emit({ type: 'runFinished', value: outcome.value, usage })
      break
    case 'failed':
      state.emit({ type: 'runFailed', error: outcome.error, usage })
      break
    case 'cancelled':
      state.emit({ type: 'runCancelled', reason: outcome.reason, usage })
      break
  }
}

/** @throws GuestError when the guest failed; BridgeError `cancelled` */
export function toResult(outcome: RunOutcome, output: string): RunResult {
  switch (outcome.status) {
    case 'finished':
      return { value: outcome.value, output, usage: outcome.usage }
    case 'failed':
      throw outcome.error
    case 'cancelled':
      throw cancelled(outcome.reason)
  }
}

export function cancelled(reason: unknown): BridgeError {
  return new BridgeError('cancelled', 'the run was cancelled', { cause: reason })
}
