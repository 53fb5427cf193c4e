import { BridgeError, type EngineIo, type EngineLink, EngineOps, type RemoteEngineOps } from '@interpreter-bridge/core'
import { Child, FrameReader, frame } from '@interpreter-bridge/core/node'
import { AsyncPort, MontyEngine, montyCapabilities } from '@interpreter-bridge/monty-shared'
import { workerArguments, workerFile } from './worker-file.js'

/** A worker process, which holds one guest at a time. Requests are written and responses read here, in the host. */
export class ProcessLink implements EngineLink {
  io: EngineIo | undefined
  readonly #child: Child
  readonly #port: AsyncPort
  readonly #ops: EngineOps
  #ended: NonNullable<unknown> | undefined
  #asking = 0

  /** @throws BridgeError `engine-missing` */
  constructor(memoryBytes: number) {
    this.#child = new Child(workerFile(), workerArguments(memoryBytes), 0, (reason) =>
      this.#end(new BridgeError('engine-crashed', `the interpreter's process ended: ${reason}`)),
    )
    this.#port = new AsyncPort(
      (request) => this.#child.send(frame(request)),
      (error) => void this.kill(error),
    )
    const frames = new FrameReader((bytes, owned) => this.#port.receive(bytes, owned))
    this.#child.onData((bytes) => {
      try {
        frames.push(bytes)
      } catch (error) {
        void this.kill(new BridgeError('engine-crashed', `the interpreter's process sent ${String(error)}`))
      }
    })
    const engine = new MontyEngine(montyCapabilities('monty-native'), () => this.#port)
    this.#ops = new EngineOps(engine, {
      print: (stream, text) => this.io?.print(stream, text) ?? false,
      call: () => ({ kind: 'notFound' }),
      hostObject: (id) => this.io?.hostObject(id),
    })
  }

  get ended(): boolean {
    return this.#ended !== undefined
  }

  get loaded(): boolean {
    return this.#port.walls !== undefined
  }

  /** The walls that stand around the process, once it is loaded. */
  get walls(): readonly string[] {
    return this.#port.walls ?? []
  }

  async ask<Op extends keyof RemoteEngineOps>(
    op: Op,
    ...args: Parameters<RemoteEngineOps[Op]>
  ): Promise<Awaited<ReturnType<RemoteEngineOps[Op]>>> {
    if (this.#asking++ === 0) this.#child.hold(true)
    try {
      if (op === 'ready') await this.#port.greeted
      if (this.#ended) throw this.#ended
      return await (this.#ops[op] as (...args: unknown[]) => Awaited<ReturnType<RemoteEngineOps[Op]>>)(...args)
    } finally {
      if (--this.#asking === 0) this.#child.hold(false)
    }
  }

  kill(reason: NonNullable<unknown>): Promise<void> {
    this.#end(reason)
    return this.#child.kill()
  }

  residentBytes(): number | undefined {
    return this.#child.residentBytes()
  }

  cpuMs(): number | undefined {
    return this.#child.cpuMs('all')
  }

  #end(reason: NonNullable<unknown>): void {
    if (this.ended) return
    this.#ended = reason
    const gone = new BridgeError('engine-crashed', 'the process was ended', { cause: reason })
    this.#port.fail(reason instanceof BridgeError ? reason : gone)
  }
}
