import { BridgeError } from '../errors/errors.js'
import type { DumpOptions, HostContext } from '../host/host-function.js'
import type { MaybePromise } from '../platform/promise.js'

/** What a context asks of the host that made it. */
export interface CallScope {
  readonly runId: string
  /** Aborted when the run is stopped, or ends before its handlers. */
  signal(): AbortSignal
  dumpAt(callId: number, options: DumpOptions | undefined): MaybePromise<Uint8Array>
}

/** What a handler is told besides its arguments. */
export class CallContext implements HostContext {
  readonly #scope: CallScope

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

  get signal(): AbortSignal {
    return this.#scope.signal()
  }

  dump(options?: DumpOptions): MaybePromise<Uint8Array> {
    return this.#scope.dumpAt(this.callId, options)
  }
}

export function runHasEnded(): BridgeError {
  return new BridgeError('cancelled', 'the run that made this call has ended')
}
