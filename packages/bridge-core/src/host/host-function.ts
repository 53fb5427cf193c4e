import type { MaybePromise } from '../platform/promise.js'
import type { HostFunctionSchema } from './host-schema.js'

/** What a handler is told besides its arguments. */
export interface HostContext {
  readonly callId: number
  readonly runId: string
  /** Aborted when the run ends before the handler does, or has ended when it is read. Each call has its own. */
  readonly signal: AbortSignal
  /** True when the run was loaded while it waited for this very call: a checkpoint need not be taken again. */
  readonly resumed: boolean
  /**
   * The run as bytes, as it waits for this call, for `bridge.resume` or `bridge.loadTurn`, in another process too.
   * @throws BridgeError `unsupported`, or `invalid-argument` once the handler has returned
   */
  dump(options?: DumpOptions): MaybePromise<Uint8Array>
}

/** A function of the host that guests can call. Make one with {@link hostFunction}, which infers the argument types. */
export interface HostFunction {
  readonly schema: HostFunctionSchema
  /** Gets the arguments bound to parameter names and validated. Returns the value, or a promise for it. */
  handler(args: Readonly<Record<string, unknown>>, context: HostContext): unknown
  /**
   * What the guest gets when the handler returns a promise. `awaitable` (the default): a future, to be awaited or
   * gathered. `blocking`: the guest waits inside the call and gets the value, as from a synchronous function. The bridge's
   * `mode` is the default.
   */
  readonly mode?: 'awaitable' | 'blocking'
}

export interface DumpOptions {
  /** Signs the bytes (HMAC-SHA-256); loading needs the same key. Without it they carry only a checksum. */
  readonly key?: Uint8Array
}
