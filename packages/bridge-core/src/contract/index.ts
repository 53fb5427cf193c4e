/**
 * What users and implementors see, types only: bridge, session, program, events, turns, engine, options, limits.
 * Imports `values`, `host`, `errors`, `platform`.
 */

export type { CompileOptions, InterpreterBridge } from './bridge.js'
export type { BridgeTurn, CallTurn, DoneTurn, FailedTurn, FuturesTurn, PendingCall } from './bridge-turn.js'
export type { BridgeCapabilities } from './capabilities.js'
export type {
  CompiledProgram,
  Continuation,
  EngineIo,
  EngineLoadOptions,
  EngineProgram,
  EngineSession,
  EngineSessionOptions,
  EngineSource,
  InterpreterEngine,
  LoadedSession,
} from './engine.js'
export {
  type BridgeEvent,
  type CallAbandoned,
  type CallFinished,
  type CallStarted,
  type EventBody,
  type FuturesPending,
  isTerminal,
  type OsCallFinished,
  type OsCallStarted,
  type Print,
  type RunCancelled,
  type RunFailed,
  type RunFinished,
  type RunStarted,
  type TerminalEvent,
  type Usage,
} from './events.js'
export type { LimitName, Limits, ResolvedLimits } from './limits.js'
export type { BridgeOptions, LoadOptions, RunOptions, SessionOptions, StartOptions } from './options.js'
export type { MachineFacts, OsHandler, OsRequest } from './os-handler.js'
export type { BridgeProgram, ProgramRunOptions } from './program.js'
export type { RunResult } from './run-result.js'
export type { BridgeSession, FeedOptions, FeedStartOptions } from './session.js'
export {
  type Answer,
  answersOf,
  type EngineUsage,
  type HostCall,
  type Settled,
  type Turn,
} from './turn.js'
export {
  type TypeChecker,
  type TypeCheckFormat,
  type TypeCheckOptions,
  type TypeCheckRequest,
  type TypeDiagnostic,
  type TypeDiagnostics,
  typeCheckFormats,
} from './type-check.js'
