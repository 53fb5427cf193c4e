import type { Usage } from './events.js'

/** How a run that ended well came out. */
export interface RunResult {
  readonly value: unknown
  /** What was printed, stdout and stderr in order. */
  readonly output: string
  readonly usage: Usage
}
