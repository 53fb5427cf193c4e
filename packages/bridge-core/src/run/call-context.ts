import { BridgeError } from '../errors/errors.js'
import type { DumpOptions, HostContext } from '../host/host-function.js'
import type { MaybePromise } from '../platform/promise.js'

/** What a context asks of the host that made it. */
export interface CallScope {
  readonly runId: string
  /** The run is over. */
  readonly closed: boolean
  dumpAt(callId: number, options: DumpOptions | undefined): MaybePromise<Uint8Array>
}

/** What a handler is told besides its arguments. Its signal is its own: listeners do not pile up from call to call. */
export class CallContext implements HostContext {
  readonly #scope: CallScope
  #controller: AbortController | undefined

  constructor(
    readonly callId: number,
    readonly resumed: boolean,
    scope: CallScope,
  ) {
    this.#scope = scope
  }

  get runId(): string {
    return this.#scope.runId
  }

  /** Made when it is first asked for; after the run, it is aborted. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#scope.closed) this.abort()
    return this.#controller.signal
  }

  /** Tells the handler that its run has ended. */
  abort(): void {
    this.#controller?.abort(new BridgeError('cancelled', 'the run that made this call has ended'))
  }

  dump(options?: DumpOptions): MaybePromise<Uint8Array> {
    return this.#scope.dumpAt(this.callId, options)
  }
}
