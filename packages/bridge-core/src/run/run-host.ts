import type { ResolvedLimits } from '../contract/limits.js'
import type { Answer, HostCall, Turn } from '../contract/turn.js'
import type { ObjectTable } from '../functions/object-table.js'
import type { DumpOptions } from '../host/host-function.js'
import type { MaybePromise } from '../platform/promise.js'
import type { CallSites } from './call-sites.js'
import type { Lane } from './lane.js'
import type { OpenCall } from './open-calls.js'
import type { RunState } from './run-state.js'

/**
 * Who answers a run: registered handlers, or a person who is given turns. The loop has counted and announced a call
 * before it asks, and knows names, prints, limits and the end by itself. A host announces how a call came out.
 */
export interface RunHost {
  /** Whether guests may call `name`. */
  isFunction(name: string): boolean
  /**
   * Answers a call of a function or of a host object's method; undefined where there is no such function. `inline`: the
   * guest waits on the host's own stack, and only an answer that is no promise reaches it.
   */
  call(call: HostCall, startedAt: number, inline: boolean): MaybePromise<Answer> | undefined
  /** Answers a call of the guest's operating system. */
  osCall(call: HostCall, startedAt: number): MaybePromise<Answer>
  /** Answers with at least one of the calls that were left pending. */
  futures(callIds: readonly number[]): MaybePromise<Answer>
  /** Handlers are at work for which the guest does not wait. */
  readonly unsettled: boolean
  /** The run is over. Returns the calls whose outcome the guest has not taken. */
  close(): readonly OpenCall[]
}

/** What a run is told, and its host may know. */
export interface RunSettings {
  readonly language: 'python' | 'javascript'
  readonly objects: ObjectTable
  readonly limits: ResolvedLimits
  /** True for `runSync`: nothing may be waited for. */
  readonly sync: boolean
  /** Runs a handler where its run can be seen. */
  readonly lane: Pick<Lane, 'handle' | 'queues'>
  /** What a guest that was loaded waits for; then the program is not started. */
  readonly loaded: Turn | undefined
}

/** What a host knows of its run, and can do to it. */
export interface HostedRun {
  readonly state: RunState
  readonly settings: RunSettings
  /** Where the program's calls are. */
  readonly sites: CallSites
  /** Ends the run as cancelled; `atOnce`: before this returns, where the run waits. */
  cancel(reason: unknown, atOnce: boolean): void
  /** @throws BridgeError `unsupported` */
  dump(options: DumpOptions | undefined): MaybePromise<Uint8Array>
  /** @throws BridgeError `unsupported`, `invalid-argument` */
  setMaxDuration(ms: number): MaybePromise<void>
}
