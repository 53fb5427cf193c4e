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
export type OsHandler = (request: OsRequest, context: HostContext) => unknown
