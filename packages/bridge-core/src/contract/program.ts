import type { Observable } from 'rxjs'
import type { DumpOptions } from '../host/host-function.js'
import type { BridgeEvent } from './events.js'
import type { RunOptions } from './options.js'
import type { RunResult } from './run-result.js'

/** What a parsed program can be run with: everything but what parsing has fixed. */
export type ProgramRunOptions = Omit<RunOptions, 'scriptName' | 'randomSeed'>

/** A program that was parsed once. Each run is fresh. */
export interface BridgeProgram extends Disposable {
  readonly inputNames: readonly string[]
  run<T = unknown>(options?: ProgramRunOptions): Promise<RunResult<T>>
  runSync<T = unknown>(options?: ProgramRunOptions): RunResult<T>
  execute(options?: ProgramRunOptions): Observable<BridgeEvent>
  /** The program as bytes, for `bridge.loadProgram`: a cache that spares parsing. @throws BridgeError `unsupported` */
  dump(options?: DumpOptions): Uint8Array
  dispose(): void
}
