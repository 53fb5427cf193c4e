import type { HostContext } from '../host/host-function.js'

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
export interface OsHandler {
  (request: OsRequest, context: HostContext): unknown
  /** What the interpreter must know before the guest runs. `virtualOs` sets it from its options. */
  readonly machine?: MachineFacts | undefined
}

/** What a machine is, besides what it answers. */
export interface MachineFacts {
  /** `Europe/Paris`, `+05:30`, `UTC`. */
  readonly timeZone?: string | undefined
  /** An absolute path. */
  readonly cwd?: string | undefined
}
