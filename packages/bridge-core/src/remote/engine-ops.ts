import type { EngineIo, EngineSession, InterpreterEngine, LoadedSession } from '../contract/engine.js'
import type { Answer, Turn } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import type { MaybePromise } from '../platform/promise.js'
import type { RemoteEngineOps, RemoteTurn } from './protocol.js'

/** An engine with one guest state at a time, as its host elsewhere sees it. */
export class EngineOps implements RemoteEngineOps {
  readonly #engine: InterpreterEngine
  readonly #io: EngineIo
  #session: EngineSession | undefined

  constructor(engine: InterpreterEngine, io: EngineIo) {
    this.#engine = engine
    this.#io = io
  }

  ready(): void {}

  open(...[options]: Parameters<RemoteEngineOps['open']>): void {
    this.#session = this.#engine.open(options, this.#io)
  }

  start(...args: Parameters<EngineSession['start']>): Promise<RemoteTurn> {
    return this.#turn((session) => session.start(...args))
  }

  resume(answer: Answer): Promise<RemoteTurn> {
    return this.#turn((session) => session.resume(answer))
  }

  async load(...[bytes, options]: Parameters<RemoteEngineOps['load']>): Promise<Omit<LoadedSession, 'session'>> {
    if (!this.#engine.load) throw unsupported('load snapshots')
    const { session, ...loaded } = await this.#engine.load(bytes, options, this.#io)
    this.#session = session
    return loaded
  }

  dump(key: Uint8Array | undefined): MaybePromise<Uint8Array> {
    const session = this.#live()
    if (!session.dump) throw unsupported('dump a guest')
    return session.dump(key)
  }

  setMaxDuration(ms: number): MaybePromise<void> {
    const session = this.#live()
    if (!session.setMaxDuration) throw unsupported('re-arm its clock')
    return session.setMaxDuration(ms)
  }

  abandon(): boolean {
    const session = this.#live()
    session.abandon()
    return session.dead
  }

  close(): void {
    this.#session?.close()
    this.#session = undefined
  }

  continuation(code: string): ReturnType<RemoteEngineOps['continuation']> {
    if (!this.#engine.continuation) throw unsupported('tell whether code is complete')
    return this.#engine.continuation(code)
  }

  async #turn(take: (session: EngineSession) => MaybePromise<Turn>): Promise<RemoteTurn> {
    const session = this.#live()
    const turn = await take(session)
    return { turn, dead: session.dead }
  }

  #live(): EngineSession {
    if (!this.#session) throw new BridgeError('session-dead', 'there is no guest here')
    return this.#session
  }
}

function unsupported(what: string): BridgeError {
  return new BridgeError('unsupported', `this backend cannot ${what}`)
}
