import type { EngineIo, InterpreterEngine } from '../contract/engine.js'
import type { Answer, HostCall } from '../contract/turn.js'
import type { MaybePromise } from '../platform/promise.js'
import { HostClass } from '../values/host-class.js'
import { HostObject, type HostReceiver } from '../values/host-object.js'
import { type HostObjects, pack, unpack } from '../values/parcel.js'
import { EngineOps } from './engine-ops.js'
import { type EngineChannel, errorMessage } from './protocol.js'

/** Serves an engine to the host's `RemoteEngine`: what a backend's worker file calls. */
export function serveEngine(channel: EngineChannel, create: (data: unknown) => MaybePromise<InterpreterEngine>): void {
  const io = new ChannelIo(channel)
  let ops: Promise<EngineOps>
  channel.listen(async (message) => {
    if (message.type === 'init') {
      ops = Promise.resolve(message.data)
        .then(create)
        .then((engine) => new EngineOps(engine, io))
      // Whoever asks gets the error.
      ops.catch(() => undefined)
      return
    }
    const { id, op } = message
    try {
      const served = await ops
      const args = unpack(message.args, io.standIns) as never[]
      const run = served[op] as (...args: never[]) => unknown
      const value = pack(await run.apply(served, args))
      if (op === 'close') io.forget()
      channel.post({ type: 'answer', id, value })
    } catch (error) {
      channel.post(errorMessage(id, error))
    }
  })
}

/** What the engine asks for while the guest runs, as messages. */
class ChannelIo implements EngineIo {
  readonly #channel: EngineChannel
  readonly #objects = new Map<string, HostObject | HostClass>()

  constructor(channel: EngineChannel) {
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

  forget(): void {
    this.#objects.clear()
  }

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
}
