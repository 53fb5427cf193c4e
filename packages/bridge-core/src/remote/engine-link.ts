import type { EngineIo } from '../contract/engine.js'
import type { RemoteEngineOps } from './protocol.js'

/** A place elsewhere that holds one guest state at a time: a thread, or a process. */
export interface EngineLink {
  /** Who is asked while a guest runs there. */
  io: EngineIo | undefined
  /** True once it is gone; whatever is asked then is rejected with the reason. */
  readonly ended: boolean
  /** True once the engine there is loaded and has answered. */
  readonly loaded: boolean
  /** @throws BridgeError what the engine threw, or why the place is gone */
  ask<Op extends keyof RemoteEngineOps>(
    op: Op,
    ...args: Parameters<RemoteEngineOps[Op]>
  ): Promise<Awaited<ReturnType<RemoteEngineOps[Op]>>>
  /** Ends it, whatever it is doing; whoever waits for it gets `reason`. Resolves when it is gone. */
  kill(reason: NonNullable<unknown>): Promise<void>
  /** What a process has shut itself in with, once it is loaded. */
  readonly walls?: readonly string[]
  /** Bytes of memory that it has now, as the system counts them. Absent where nobody can tell. */
  residentBytes?(): number | undefined
  /** Milliseconds of processor time that it has had, likewise. */
  cpuMs?(): number | undefined
}
