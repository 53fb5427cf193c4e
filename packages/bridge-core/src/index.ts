export { type CompileOptions, EngineBridge, type InterpreterBridge } from './bridge.js'
export type { BridgeCapabilities, LimitName } from './capabilities.js'
export { createBridge, type EnginePlaces, type IsolatedBridgeOptions } from './create-bridge.js'
export { type HostArgs, hostFunction } from './define.js'
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
  BridgeError,
  type BridgeErrorCode,
  bridgeErrorCodes,
  GuestError,
  type GuestFault,
  HostError,
  HostKeyError,
  HostPermissionError,
  HostTimeoutError,
  HostValueError,
  type LimitExceeded,
} from './errors.js'
export * from './events.js'
export type { HostContext, HostFunction } from './host-functions.js'
export type { HostModule } from './host-modules.js'
export { type Limits, type ResolvedLimits, resolveLimits } from './limits.js'
export type { BridgeTurn, CallTurn, DoneTurn, DumpOptions, FailedTurn, FuturesTurn } from './manual-turn.js'
export type { BridgeOptions, LoadOptions, RunOptions, SessionOptions, StartOptions } from './options.js'
export { type FileStat, type FileSystem, osErrors } from './os/file-system.js'
export { type MemoryFilesOptions, memoryFiles } from './os/memory-files.js'
export type { OsHandler, OsRequest } from './os/os.js'
export { type VirtualOs, virtualOs } from './os/virtual-os.js'
export { mounts, overlay, readOnly } from './os/wrap-files.js'
export type { HostParamType } from './param-types.js'
export type { BridgeProgram, ProgramRunOptions } from './program.js'
export type { EngineChannel, EngineWorker } from './remote/protocol.js'
export { RemoteEngine } from './remote/remote-engine.js'
export { serveEngine } from './remote/serve-engine.js'
export { webChannel, webWorker } from './remote/web-worker.js'
export type { RunResult } from './run-result.js'
export { type Binding, CompiledSchema, type HostFunctionSchema, type HostParam, type JsonSchema } from './schema.js'
export type { BridgeSession, FeedOptions } from './session.js'
export type { StandardSchema } from './standard-schema.js'
export { pythonStubs } from './stubs.js'
export { formatTraceback, type StackFrame } from './traceback.js'
export {
  type Answer,
  answersOf,
  type EngineUsage,
  type HostCall,
  isPromise,
  type MaybePromise,
  type Raise,
  type Settled,
  type SourcePosition,
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
export * from './values/index.js'
