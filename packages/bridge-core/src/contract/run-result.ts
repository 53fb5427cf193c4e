import type { AbandonedCall } from '../errors/abandoned-call.js'
import type { Usage } from './events.js'

/** How a run that ended well came out. `T` is what the caller expects the value to be: it is not checked. */
export interface RunResult<T = unknown> {
  readonly value: T
  /** What was printed, stdout and stderr in order. */
  readonly output: string
  readonly usage: Usage
  /** The calls that the guest did not await, with what came of them: most often an `await` was forgotten. */
  readonly abandoned: readonly AbandonedCall[]
}
