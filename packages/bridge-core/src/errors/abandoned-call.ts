/** Where an expression is in its source: UTF-8 byte offsets, `end` exclusive. */
export interface SourcePosition {
  readonly scriptName: string
  readonly start: number
  readonly end: number
}

/** An exception to raise in the guest. */
export interface Raise {
  readonly excType: string
  readonly message: string
}

/** A call whose outcome the guest never took. */
export interface AbandonedCall {
  readonly callId: number
  readonly name: string
  readonly position?: SourcePosition
  /** How it came out, when it did before the run ended: `result`, or `error`. */
  readonly result?: unknown
  readonly error?: Raise
  /** What was forgotten: `line 3: send(...) was called without await`. Absent where the run may have ended before it. */
  readonly hint?: string
}
