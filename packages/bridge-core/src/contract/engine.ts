import type { MaybePromise } from '../platform/promise.js'
import type { HostReceiver } from '../values/host-object.js'
import type { ValueView } from '../values/view.js'
import type { BridgeCapabilities } from './capabilities.js'
import type { ResolvedLimits } from './limits.js'
import type { MachineFacts } from './os-handler.js'
import type { Answer, EngineUsage, HostCall, Turn } from './turn.js'

/**
 * The contract for those who write a backend. An engine takes turns: `start` and `resume` run the guest until it ends or
 * needs the host. It knows nothing of events, schemas, handlers or their promises: those are the run loop's.
 *
 * What it gets is validated: code is a well-formed string within the source limit, inputs and answers contain only
 * values that can cross, answers fit the turn, and no method is called after `close`.
 */
export interface InterpreterEngine {
  /** Raised when this contract changes shape. */
  readonly specificationVersion: 1
  /** `typeCheck` is the bridge's, which has a checker or has none. */
  readonly capabilities: Omit<BridgeCapabilities, 'typeCheck'>
  /** A fresh guest state. */
  open(options: EngineSessionOptions, io: EngineIo): EngineSession
  /** Parses a program. A syntax error is the `failed` turn. */
  compile?(source: EngineSource, inputNames: readonly string[]): CompiledProgram | (Turn & { kind: 'failed' })
  /** Restores a compiled program that was dumped. Throws BridgeError `snapshot-invalid`. */
  loadProgram?(
    bytes: Uint8Array,
    key: Uint8Array | undefined,
  ): { readonly program: CompiledProgram; readonly source: EngineSource }
  /** Restores a dumped state; `turn` is what a suspended guest waits for. Throws BridgeError `snapshot-invalid`. */
  load?(bytes: Uint8Array, options: EngineLoadOptions, io: EngineIo): MaybePromise<LoadedSession>
  /** What a guest's process has shut itself in with, where it has one. */
  walls?(): MaybePromise<readonly string[]>
  /** Whether source lines form a whole statement. */
  continuation?(code: string): MaybePromise<Continuation>
  /** Gives back everything; open sessions are gone with it. */
  close(): MaybePromise<void>
}

export type Continuation = 'complete' | 'incomplete' | 'incompleteBlock'

/** What a guest state needs to know when it is made. */
export interface EngineSessionOptions {
  /** `run`: one program. `session`: many, whose variables persist. */
  readonly mode: 'run' | 'session'
  readonly scriptName: string
  readonly limits: ResolvedLimits
  readonly view: ValueView
  /** Makes the guest's `random` repeatable. */
  readonly randomSeed?: number | undefined
  /** Where the guest believes to be. */
  readonly machine?: MachineFacts | undefined
}

export interface EngineLoadOptions
  extends Omit<EngineSessionOptions, 'mode' | 'scriptName' | 'randomSeed' | 'machine'> {
  /** What the snapshot was signed with. */
  readonly key?: Uint8Array | undefined
}

export interface LoadedSession {
  readonly session: EngineSession
  readonly turn: Turn | undefined
  /** What the script was called when the snapshot was made. */
  readonly scriptName?: string | undefined
}

export interface EngineSource {
  readonly code: string
  readonly scriptName: string
  readonly randomSeed?: number | undefined
  /** The host functions that exist now, for an engine that must know them before the guest runs. */
  readonly hostFunctions?: readonly string[] | undefined
}

/** A program to start. */
export interface EngineProgram {
  readonly code: string
  /** What this source is called in tracebacks: in a session each feed can have a name of its own. */
  readonly scriptName?: string | undefined
  /** Names bound before the first statement, as values. */
  readonly inputs: Readonly<Record<string, unknown>>
  /** The host functions that exist now, for an engine that must define them before the guest runs. */
  readonly hostFunctions: readonly string[]
  /** What `compile` returned for the same code. */
  readonly compiled?: CompiledProgram | undefined
}

export interface CompiledProgram {
  readonly inputNames: readonly string[]
  /** The program as bytes, signed where a key is given. */
  dump?(key: Uint8Array | undefined): Uint8Array
  close(): void
}

/** One guest state. */
export interface EngineSession {
  /** A promise where something has to be loaded first; closed before that, the program is never run. */
  start(program: EngineProgram): MaybePromise<Turn>
  resume(answer: Answer): MaybePromise<Turn>
  /** Gives up a guest that waits or computes; `dead` says whether the rest can still be used. Returns what it used. */
  abandon(): EngineUsage
  /** True once nothing can be done with it any more. */
  readonly dead: boolean
  dump?(key: Uint8Array | undefined): MaybePromise<Uint8Array>
  /** A fresh time budget, in milliseconds, for the feed in progress. */
  setMaxDuration?(ms: number): MaybePromise<void>
  close(): void
}

/** What an engine may ask of the run loop while the guest runs. Must not be called at any other time. */
export interface EngineIo {
  /** Prints, as they happen; `text` may hold several lines or part of one. False: stop the guest. */
  print(stream: 'stdout' | 'stderr', text: string): boolean
  /** For an engine that cannot stop inside a synchronous call: the answer, at once. Never `settled` or `futures`. */
  call(call: HostCall): Answer
  /** The host object that went to the guest with this id (32 hexadecimal digits). */
  hostObject(id: string): HostReceiver | undefined
}
