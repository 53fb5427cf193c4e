import type {
  Continuation,
  EngineLoadOptions,
  EngineProgram,
  EngineSessionOptions,
  LoadedSession,
} from '../contract/engine.js'
import type { Answer, Turn } from '../contract/turn.js'
import { BridgeError, type BridgeErrorCode } from '../errors/errors.js'
import type { MaybePromise } from '../platform/promise.js'
import type { Parcel } from '../values/parcel.js'

/** A turn that was taken elsewhere, and whether its guest state is dead afterwards. */
export interface RemoteTurn {
  readonly turn: Turn
  readonly dead: boolean
}

/** What a host asks of the thread that has the engine: its methods, for one guest state at a time. */
export interface RemoteEngineOps {
  /** Answers when the engine is loaded. */
  ready(): MaybePromise<void>
  open(options: EngineSessionOptions): MaybePromise<void>
  start(program: EngineProgram): MaybePromise<RemoteTurn>
  resume(answer: Answer): MaybePromise<RemoteTurn>
  load(bytes: Uint8Array, options: EngineLoadOptions): MaybePromise<Omit<LoadedSession, 'session'>>
  dump(key: Uint8Array | undefined): MaybePromise<Uint8Array>
  setMaxDuration(ms: number): MaybePromise<void>
  /** Answers whether the guest state is dead. */
  abandon(): MaybePromise<boolean>
  close(): MaybePromise<void>
  continuation(code: string): MaybePromise<Continuation>
}

/** To the thread. `init` is the first, and carries what its engine is made from. */
export type ToWorker =
  | { readonly type: 'init'; readonly data: unknown }
  | { readonly type: 'ask'; readonly id: number; readonly op: keyof RemoteEngineOps; readonly args: Parcel }

/** From the thread. `call` waits, with the thread, for the answer of an engine that calls inline. */
export type FromWorker =
  | { readonly type: 'answer'; readonly id: number; readonly value: Parcel }
  | { readonly type: 'error'; readonly id: number; readonly code: BridgeErrorCode; readonly message: string }
  | { readonly type: 'print'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  | { readonly type: 'call'; readonly call: Parcel }

/** The host's end of a thread or process that is sent messages: what differs between Node and browsers. */
export interface EngineWorker {
  readonly place: 'thread' | 'process'
  /** What the engine there is made from; structured cloning must be able to carry it. */
  readonly data?: unknown
  post(message: ToWorker): void
  /** Called once. `onExit` gets the reason when the thread has ended by itself. */
  listen(onMessage: (message: FromWorker) => void, onExit: (reason: string) => void): void
  /** Lets a thread go on that waits inside a call. Absent where threads cannot wait. */
  readonly answerCall?: (answer: Parcel) => void
  /** Whether the thread keeps the process alive. */
  hold(held: boolean): void
  /** Stops it, whatever it is doing. */
  kill(): Promise<void>
  /** Bytes of memory that a process has. */
  residentBytes?(): number | undefined
  /** Milliseconds of processor time that a process has had. */
  cpuMs?(): number | undefined
}

/** The thread's end. */
export interface EngineChannel {
  post(message: FromWorker): void
  listen(onMessage: (message: ToWorker) => void): void
  /** Waits for the host's answer to the `call` that was just posted. @throws BridgeError `unsupported` */
  waitForAnswer(): Parcel
}

export function errorMessage(id: number, error: unknown): FromWorker {
  const code = error instanceof BridgeError ? error.code : 'engine-crashed'
  return { type: 'error', id, code, message: error instanceof Error ? error.message : String(error) }
}
