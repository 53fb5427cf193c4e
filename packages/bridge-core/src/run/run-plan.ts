import type { EngineIo, EngineProgram, EngineSession } from '../contract/engine.js'
import type { FunctionRegistry } from '../functions/function-registry.js'
import type { Lane, Patience } from './lane.js'
import type { HostedRun, RunHost, RunSettings } from './run-host.js'
import type { Observer } from './run-state.js'
import type { Running } from './running.js'

/** All that a run is made of. */
export interface RunPlan extends RunSettings {
  readonly program: EngineProgram
  readonly scriptName: string
  readonly functions: FunctionRegistry
  /** Makes who answers. */
  readonly host: (run: HostedRun) => RunHost
  readonly observer: Observer | undefined
  /** Collects what is printed. */
  readonly output: { text: string } | undefined
  readonly onPrint: ((text: string, stream: 'stdout' | 'stderr') => void) | undefined
  /** The guest state, with `io` as what it may ask while this run has it. */
  readonly open: (io: EngineIo) => EngineSession
  /** Called once with the session when the run has ended, however it ended. */
  readonly release: (session: EngineSession) => void
  readonly lane: Lane
  readonly patience: Patience
  /** What `dispose` cancels. The run is in it while it runs or waits in the lane. */
  readonly running: Running
  readonly signal: AbortSignal | undefined
}
