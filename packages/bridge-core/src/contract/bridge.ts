import type { Observable } from 'rxjs'
import type { DumpOptions, HostFunction } from '../host/host-function.js'
import type { HostModule } from '../host/host-module.js'
import type { HostFunctionSchema } from '../host/host-schema.js'
import type { HostClass } from '../values/host-class.js'
import type { BridgeTurn } from './bridge-turn.js'
import type { BridgeCapabilities, IsolationReport } from './capabilities.js'
import type { BridgeEvent } from './events.js'
import type { LoadOptions, RunOptions, SessionOptions, StartOptions } from './options.js'
import type { BridgeProgram } from './program.js'
import type { RunResult } from './run-result.js'
import type { BridgeSession } from './session.js'
import type { TypeCheckOptions, TypeDiagnostics } from './type-check.js'

/** One contract for every interpreter. Made by a backend's `create…` function. */
export interface InterpreterBridge extends AsyncDisposable {
  readonly capabilities: BridgeCapabilities
  readonly schemas: readonly HostFunctionSchema[]
  /** @throws BridgeError `duplicate-function`, `invalid-argument`, `unsupported` */
  register(fn: HostFunction): void
  /** A module for guests to import; `tools.nested` is a submodule. @throws BridgeError as `register`; `value-unsupported` */
  registerModule(module: HostModule): void
  /** A class that guests have under its name, as one in a module's `attributes` is the module's. @throws as `register` */
  registerClass(cls: HostClass): void
  /** Effective for calls not dispatched yet. False where there was no such function, module or class. */
  unregister(name: string): boolean
  /** Cold: each subscription is one fresh run; unsubscribing stops it. */
  execute(code: string, options?: RunOptions): Observable<BridgeEvent>
  /** Runs to the end. `T` is the type that you expect of the value; nothing checks it. @throws GuestError when the guest fails; BridgeError `cancelled`, `busy`, … */
  run<T = unknown>(code: string, options?: RunOptions): Promise<RunResult<T>>
  /** `run`, synchronously, for handlers that return values and not promises. @throws as `run`; `unsupported` */
  runSync<T = unknown>(code: string, options?: RunOptions): RunResult<T>
  /** Parses once, to run many times. @throws GuestError for a syntax error; BridgeError `unsupported` */
  compile(code: string, options?: CompileOptions): BridgeProgram
  /** A program that was dumped. @throws BridgeError `snapshot-invalid`, `unsupported` */
  loadProgram(bytes: Uint8Array, options?: DumpOptions): BridgeProgram
  /** Drives a run by hand: every turn is handed to the host, and goes on with the host's answer. */
  start(code: string, options?: StartOptions): Promise<BridgeTurn>
  /** A guest state that persists between feeds. @throws BridgeError `unsupported` */
  openSession(options?: SessionOptions): Promise<BridgeSession>
  /** A session that was dumped. @throws BridgeError `snapshot-invalid`, `unsupported` */
  loadSession(bytes: Uint8Array, options?: LoadOptions): Promise<BridgeSession>
  /** A run that was dumped while it waited, to be driven by hand. @throws BridgeError `snapshot-invalid`, `unsupported` */
  loadTurn(bytes: Uint8Array, options?: LoadOptions & StartOptions): Promise<BridgeTurn>
  /** A run that was dumped while it waited goes on by itself: the call it waits for is dispatched again. */
  resume<T = unknown>(bytes: Uint8Array, options?: LoadOptions & RunOptions): Promise<RunResult<T>>
  /**
   * Checks a program without running it: null, or what is wrong with it. Registered host functions are declared.
   * @throws BridgeError `unsupported` without a `typeChecker`, `invalid-argument`; GuestError for a program that is
   *   nested too deeply to be checked
   */
  typeCheck(code: string, options?: TypeCheckOptions): Promise<TypeDiagnostics | null>
  /** What stands between guests and the host, as seen on this machine. */
  isolationReport(): Promise<IsolationReport>
  /**
   * Ends everything; what still runs is cancelled. Resolves when all is gone. May be called and awaited inside a handler,
   * print or event callback: the run ends as cancelled when that returns or waits, and does not wait for handlers.
   */
  dispose(): Promise<void>
}

/** What is fixed when a program is parsed. */
export interface CompileOptions extends Pick<RunOptions, 'scriptName' | 'randomSeed'> {
  /** The names that every run binds to values. */
  readonly inputs?: readonly string[]
}
