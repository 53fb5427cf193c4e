import type { Observable } from 'rxjs'
import type { DumpOptions } from '../host/host-function.js'
import type { BridgeTurn } from './bridge-turn.js'
import type { Continuation } from './engine.js'
import type { BridgeEvent } from './events.js'
import type { RunOptions, StartOptions } from './options.js'
import type { RunResult } from './run-result.js'

/** What one feed can be given. Limits and view are the session's, and so is the script's name unless it has its own. */
export type FeedOptions = Pick<RunOptions, 'inputs' | 'signal' | 'os' | 'scriptName'>

/** What a feed that is driven by hand can be given. */
export type FeedStartOptions = Pick<
  StartOptions,
  'inputs' | 'functions' | 'onPrint' | 'onEvent' | 'signal' | 'scriptName'
>

/** A guest state that lives from feed to feed: variables, functions and imports persist. */
export interface BridgeSession extends AsyncDisposable {
  /** True after a limit or a crash took the state: open another session. */
  readonly dead: boolean
  /** Runs a piece of code. A guest error leaves the session usable, with all that was done before. @throws as `run` */
  feed<T = unknown>(code: string, options?: FeedOptions): Promise<RunResult<T>>
  feedSync<T = unknown>(code: string, options?: FeedOptions): RunResult<T>
  execute(code: string, options?: FeedOptions): Observable<BridgeEvent>
  start(code: string, options?: FeedStartOptions): Promise<BridgeTurn>
  /** Calls a function that the guest has defined. */
  call<T = unknown>(
    name: string,
    args?: readonly unknown[],
    options?: Omit<FeedOptions, 'inputs'>,
  ): Promise<RunResult<T>>
  /** Whether the lines so far form a whole statement, for a prompt that reads line by line. */
  continuation(code: string): Promise<Continuation>
  /** The idle session as bytes, for `bridge.loadSession`. @throws BridgeError `unsupported`, `busy`, `session-dead` */
  dump(options?: DumpOptions): Promise<Uint8Array>
  /** As `bridge.dispose`, for this guest state. */
  dispose(): Promise<void>
}
