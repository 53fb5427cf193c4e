import type {
  Continuation,
  EngineIo,
  EngineLoadOptions,
  EngineSession,
  EngineSessionOptions,
  InterpreterEngine,
  LoadedSession,
} from '../contract/engine.js'
import type { ResolvedLimits } from '../contract/limits.js'
import { BridgeError } from '../errors/errors.js'
import { Link } from './link.js'
import type { EngineWorker } from './protocol.js'
import { RemoteSession } from './remote-session.js'

/** Threads that wait for the next guest; more than these are ended when their guest has ended. */
const MAX_IDLE = 2

/** Any engine, in threads: each guest state has one for itself, and can be stopped whatever it does. */
export class RemoteEngine implements InterpreterEngine {
  readonly specificationVersion = 1
  readonly capabilities: InterpreterEngine['capabilities']
  readonly #spawn: () => EngineWorker
  readonly #idle: Link[] = []
  readonly #links = new Set<Link>()
  readonly #sessions = new Set<EngineSession>()

  private constructor(capabilities: InterpreterEngine['capabilities'], spawn: () => EngineWorker) {
    this.capabilities = { ...capabilities, isolation: 'thread', sync: false, compile: false }
    this.#spawn = spawn
  }

  /** @throws BridgeError what kept the engine from loading in its thread */
  static async connect(
    capabilities: InterpreterEngine['capabilities'],
    spawn: () => EngineWorker,
  ): Promise<RemoteEngine> {
    const engine = new RemoteEngine(capabilities, spawn)
    try {
      await engine.#borrow((link) => link.ask('ready'))
      return engine
    } catch (error) {
      await engine.close()
      throw error
    }
  }

  open(options: EngineSessionOptions, io: EngineIo): EngineSession {
    const link = this.#take()
    link.ask('open', options).catch(() => undefined)
    return this.#keep(link, options.limits, io)
  }

  async load(bytes: Uint8Array, options: EngineLoadOptions, io: EngineIo): Promise<LoadedSession> {
    const link = this.#take()
    link.io = io
    try {
      const loaded = await link.ask('load', bytes, options)
      return { ...loaded, session: this.#keep(link, options.limits, io) }
    } catch (error) {
      this.#giveBack(link)
      throw error
    }
  }

  continuation(code: string): Promise<Continuation> {
    return this.#borrow((link) => link.ask('continuation', code))
  }

  async close(): Promise<void> {
    for (const session of [...this.#sessions]) session.close()
    const reason = new BridgeError('disposed', 'the bridge was disposed')
    await Promise.all([...this.#links].map((link) => link.kill(reason)))
    this.#links.clear()
    this.#idle.length = 0
  }

  #take(): Link {
    const idle = this.#idle.pop()
    if (idle) return idle
    const link = new Link(this.#spawn())
    this.#links.add(link)
    return link
  }

  #giveBack(link: Link): void {
    link.io = undefined
    if (!link.ended && this.#idle.length < MAX_IDLE) {
      this.#idle.push(link)
      return
    }
    void link
      .kill(new BridgeError('disposed', 'the thread is not needed any more'))
      .finally(() => this.#links.delete(link))
  }

  #keep(link: Link, limits: ResolvedLimits, io: EngineIo): EngineSession {
    const session: EngineSession = new RemoteSession(link, limits, io, () => {
      this.#sessions.delete(session)
      this.#giveBack(link)
    })
    this.#sessions.add(session)
    return session
  }

  async #borrow<T>(use: (link: Link) => Promise<T>): Promise<T> {
    const link = this.#take()
    try {
      return await use(link)
    } finally {
      this.#giveBack(link)
    }
  }
}
