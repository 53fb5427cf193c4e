import type {
  EngineIo,
  EngineSession,
  EngineSessionOptions,
  InterpreterEngine,
  LoadedSession,
} from '../contract/engine.js'
import type { Answer, HostCall, Turn } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import type { MaybePromise } from '../platform/promise.js'
import { HostClass } from '../values/host-class.js'
import { HostObject, type HostReceiver } from '../values/host-object.js'
import { type HostObjects, pack, unpack } from '../values/parcel.js'
import { type EngineChannel, errorMessage, type RemoteEngineOps, type RemoteTurn } from './protocol.js'

/** Serves an engine to the host's {@link RemoteEngine}: what a backend's worker file calls. */
export function serveEngine(channel: EngineChannel, create: (data: unknown) => MaybePromise<InterpreterEngine>): void {
  let ops: Promise<Served>
  channel.listen(async (message) => {
    if (message.type === 'init') {
      ops = Promise.resolve(message.data)
        .then(create)
        .then((engine) => new Served(engine, channel))
      // Whoever asks gets the error.
      ops.catch(() => undefined)
      return
    }
    const { id, op } = message
    try {
      const served = await ops
      const args = unpack(message.args, served.standIns) as never[]
      const run = served[op] as (...args: never[]) => unknown
      channel.post({ type: 'answer', id, value: pack(await run.apply(served, args)) })
    } catch (error) {
      channel.post(errorMessage(id, error))
    }
  })
}

/** One guest state at a time, and what it asks. */
class Served implements RemoteEngineOps, EngineIo {
  readonly #engine: InterpreterEngine
  readonly #channel: EngineChannel
  readonly #objects = new Map<string, HostObject | HostClass>()
  #session: EngineSession | undefined

  constructor(engine: InterpreterEngine, channel: EngineChannel) {
    this.#engine = engine
    this.#channel = channel
  }

  /** What stands here for objects of the host: identity and fields are all that the engine needs. */
  readonly standIns: HostObjects = {
    object: (identity, fields, cls) =>
      this.#standIn(
        identity.id,
        () => new HostObject({ name: identity.name, fields, ...(cls && { class: cls }) }, identity),
      ),
    class: (identity) => this.#standIn(identity.id, () => new HostClass(identity, true)),
    instance: (value) => value,
  }

  #standIn<T extends HostObject | HostClass>(id: string, make: () => T): T {
    const known = this.#objects.get(id)
    if (known) return known as T
    const made = make()
    this.#objects.set(id, made)
    return made
  }

  ready(): void {}

  open(options: EngineSessionOptions): void {
    this.#session = this.#engine.open(options, this)
  }

  start(...args: Parameters<EngineSession['start']>): Promise<RemoteTurn> {
    return this.#turn((session) => session.start(...args))
  }

  resume(answer: Answer): Promise<RemoteTurn> {
    return this.#turn((session) => session.resume(answer))
  }

  async load(...[bytes, options]: Parameters<RemoteEngineOps['load']>): Promise<Omit<LoadedSession, 'session'>> {
    if (!this.#engine.load) throw unsupported('load snapshots')
    const { session, ...loaded } = await this.#engine.load(bytes, options, this)
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
    this.#objects.clear()
  }

  continuation(code: string): ReturnType<RemoteEngineOps['continuation']> {
    if (!this.#engine.continuation) throw unsupported('tell whether code is complete')
    return this.#engine.continuation(code)
  }

  // --- what the engine asks for while the guest runs

  print(stream: 'stdout' | 'stderr', text: string): boolean {
    this.#channel.post({ type: 'print', stream, text })
    return true
  }

  call(call: HostCall): Answer {
    this.#channel.post({ type: 'call', call: pack(call) })
    return unpack(this.#channel.waitForAnswer(), this.standIns) as Answer
  }

  hostObject(id: string): HostReceiver | undefined {
    return this.#objects.get(id)
  }

  async #turn(take: (session: EngineSession) => MaybePromise<Turn>): Promise<RemoteTurn> {
    const session = this.#live()
    const turn = await take(session)
    return { turn, dead: session.dead }
  }

  #live(): EngineSession {
    if (!this.#session) throw new BridgeError('session-dead', 'there is no guest in this thread')
    return this.#session
  }
}

function unsupported(what: string): BridgeError {
  return new BridgeError('unsupported', `this backend cannot ${what}`)
}
