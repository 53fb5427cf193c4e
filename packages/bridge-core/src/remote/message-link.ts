import type { EngineIo } from '../contract/engine.js'
import type { HostCall } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import { PyDataclass } from '../values/classes.js'
import { HostClass } from '../values/host-class.js'
import { HostObject } from '../values/host-object.js'
import { type HostObjects, type Parcel, pack, unpack } from '../values/parcel.js'
import type { EngineLink } from './engine-link.js'
import type { EngineWorker, FromWorker, RemoteEngineOps } from './protocol.js'

interface Asked {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The host's end of a worker that is sent messages: asks, and serves what the engine there asks in turn. */
export class MessageLink implements EngineLink {
  io: EngineIo | undefined
  readonly #worker: EngineWorker
  readonly #asked = new Map<number, Asked>()
  #count = 0
  #loaded = false
  #ended: NonNullable<unknown> | undefined
  #gone: Promise<void> | undefined

  constructor(worker: EngineWorker) {
    this.#worker = worker
    worker.listen(
      (message) => this.#receive(message),
      (reason) => this.#end(new BridgeError('engine-crashed', `the interpreter's ${worker.place} ended: ${reason}`)),
    )
    worker.post({ type: 'init', data: worker.data })
  }

  get loaded(): boolean {
    return this.#loaded
  }

  get ended(): boolean {
    return this.#ended !== undefined
  }

  ask<Op extends keyof RemoteEngineOps>(
    op: Op,
    ...args: Parameters<RemoteEngineOps[Op]>
  ): Promise<Awaited<ReturnType<RemoteEngineOps[Op]>>> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.#ended)
      const id = this.#count++
      if (this.#asked.size === 0) this.#worker.hold(true)
      this.#asked.set(id, { resolve: resolve as Asked['resolve'], reject })
      this.#worker.post({ type: 'ask', id, op, args: pack(args) })
    })
  }

  kill(reason: NonNullable<unknown>): Promise<void> {
    this.#end(reason)
    this.#gone ??= this.#worker.kill()
    return this.#gone
  }

  cpuMs(): number | undefined {
    return this.#worker.cpuMs?.()
  }

  residentBytes(): number | undefined {
    return this.#worker.residentBytes?.()
  }

  #receive(message: FromWorker): void {
    if (this.ended) return
    switch (message.type) {
      case 'print':
        this.#serve(() => this.io?.print(message.stream, message.text))
        break
      case 'call':
        this.#serve(() => {
          const call = this.#unpack(message.call) as HostCall
          const answer = this.io?.call(call) ?? { kind: 'notFound' }
          this.#worker.answerCall?.(pack(answer))
        })
        break
      case 'answer':
        this.#loaded = true
        this.#settle(message.id, ({ resolve }) => resolve(this.#unpack(message.value)))
        break
      case 'error':
        this.#settle(message.id, ({ reject }) => reject(new BridgeError(message.code, message.message)))
        break
    }
  }

  /** The host's own objects, for what stands for them over there. */
  readonly #hostObjects: HostObjects = {
    object: ({ id }) => this.io?.hostObject(id) ?? HostObject.unknown(id),
    class: (identity) => {
      const own = this.io?.hostObject(identity.id)
      return own instanceof HostClass ? own : new HostClass(identity, true)
    },
    instance: (value) => {
      const own = this.io?.hostObject(value.id)
      if (own instanceof HostObject) return own
      // The thread does not know what the host said of it.
      const isBoth = own instanceof PyDataclass && value instanceof PyDataclass
      return isBoth ? new PyDataclass(value.cls, value.id, value.attributes, own.frozen) : value
    },
  }

  #unpack(parcel: Parcel): unknown {
    return unpack(parcel, this.#hostObjects)
  }

  /** What the host's code throws here belongs to whoever waits for the turn. */
  #serve(work: () => void): void {
    try {
      work()
    } catch (error) {
      void this.kill(error ?? new BridgeError('engine-crashed', 'the host threw nothing'))
    }
  }

  #settle(id: number, settle: (asked: Asked) => void): void {
    const asked = this.#asked.get(id)
    if (!asked) return
    this.#asked.delete(id)
    if (this.#asked.size === 0) this.#worker.hold(false)
    try {
      settle(asked)
    } catch (error) {
      asked.reject(error)
    }
  }

  #end(reason: NonNullable<unknown>): void {
    if (this.ended) return
    this.#ended = reason
    for (const { reject } of this.#asked.values()) reject(reason)
    this.#asked.clear()
  }
}
