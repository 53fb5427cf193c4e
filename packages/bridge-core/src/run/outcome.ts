import type { Usage } from '../contract/events.js'
import type { RunResult } from '../contract/run-result.js'
import type { AbandonedCall } from '../errors/abandoned-call.js'
import { BridgeError, GuestError } from '../errors/errors.js'
import type { RunState } from './run-state.js'

/** What every outcome has. */
interface Ending {
  readonly usage: Usage
  readonly abandoned: readonly AbandonedCall[]
}

/** What a run has used, left and printed when it ends. */
export interface Remains extends Ending {
  readonly printed: string
}

/** How a run came out; the same three ways as the terminal events. */
export type RunOutcome = Ending &
  (
    | { readonly status: 'finished'; readonly value: unknown }
    | { readonly status: 'failed'; readonly error: GuestError }
    | { readonly status: 'cancelled'; readonly reason: unknown }
  )

/** The outcome of a run that took longer than `limits.wallClockMs`. */
export function outOfTime({ usage, abandoned, printed }: Remains, wallClockMs: number, scriptName: string): RunOutcome {
  const limit = { limit: 'wallClockMs', value: wallClockMs, used: usage.wallMs }
  const message = `wallClockMs exceeded: ${Math.round(usage.wallMs)} > ${wallClockMs}`
  const fault = { excType: 'TimeoutError', message, traceback: [], limit }
  return { status: 'failed', usage, abandoned, error: new GuestError(fault, scriptName, printed, abandoned) }
}

/** Emits the terminal event. */
export function announce(state: RunState, outcome: RunOutcome): void {
  const { usage, abandoned } = outcome
  switch (outcome.status) {
    case 'finished':
      state.emit({ type: 'runFinished', value: outcome.value, usage, abandoned })
      break
    case 'failed':
      state.emit({ type: 'runFailed', error: outcome.error, usage, abandoned })
      break
    case 'cancelled':
      state.emit({ type: 'runCancelled', reason: outcome.reason, usage, abandoned })
      break
  }
}

/** @throws GuestError when the guest failed; BridgeError `cancelled` */
export function toResult<T>(outcome: RunOutcome, output: string): RunResult<T> {
  switch (outcome.status) {
    case 'finished':
      return { value: outcome.value as T, output, usage: outcome.usage, abandoned: outcome.abandoned }
    case 'failed':
      throw outcome.error
    case 'cancelled':
      throw cancelled(outcome.reason)
  }
}

export function cancelled(reason: unknown): BridgeError {
  return new BridgeError('cancelled', 'the run was cancelled', { cause: reason })
}

/** `promise` is the engine's; what becomes of it concerns nobody. */
export function cannotWait(promise: PromiseLike<unknown>): BridgeError {
  promise.then(undefined, () => undefined)
  const help = 'await a run before, or try again later'
  return new BridgeError('busy', `the interpreter is being loaded, for which a synchronous run cannot wait: ${help}`)
}
