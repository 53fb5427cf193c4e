import type {
  Continuation,
  EngineIo,
  EngineLoadOptions,
  EngineSession,
  EngineSessionOptions,
  InterpreterEngine,
  LoadedSession,
} from '../contract/engine.js'
import type { LimitName } from '../contract/limits.js'
import type { EngineLink } from './engine-link.js'
import { LinkPool, type PoolOptions } from './pool.js'
import { RemoteSession } from './remote-session.js'

/** Where the guests of an engine run instead of on the calling thread. */
export interface RemotePlace {
  readonly isolation: 'thread' | 'process'
  spawn(): EngineLink
  readonly pool: PoolOptions
  /** The limits that are enforced from outside. */
  readonly hardLimits: readonly LimitName[]
  /** How an engine parses in advance without a guest state, where it can from here. */
  readonly compiler?: Pick<InterpreterEngine, 'compile' | 'loadProgram'>
}

/** Any engine, elsewhere: each guest state has a place for itself, and can be stopped whatever it does. */
export class RemoteEngine implements InterpreterEngine {
  readonly specificationVersion = 1
  readonly capabilities: InterpreterEngine['capabilities']
  readonly compile?: NonNullable<InterpreterEngine['compile']>
  readonly loadProgram?: NonNullable<InterpreterEngine['loadProgram']>
  readonly #pool: LinkPool
  readonly #sessions = new Set<EngineSession>()

  private constructor(capabilities: InterpreterEngine['capabilities'], place: RemotePlace) {
    const { isolation, compiler } = place
    const compile = compiler?.compile !== undefined
    const hard = new Set([...capabilities.hardLimits, ...place.hardLimits])
    const hardLimits = capabilities.limits.filter((name) => hard.has(name))
    this.capabilities = { ...capabilities, isolation, hardLimits, sync: false, compile }
    if (compiler?.compile) this.compile = compiler.compile
    if (compiler?.loadProgram) this.loadProgram = compiler.loadProgram
    this.#pool = new LinkPool(() => place.spawn(), place.pool)
  }

  /** @throws BridgeError what kept the engine from loading in its place */
  static async connect(capabilities: InterpreterEngine['capabilities'], place: RemotePlace): Promise<RemoteEngine> {
    const engine = new RemoteEngine(capabilities, place)
    try {
      await engine.#borrow((link) => link.ask('ready'))
      return engine
    } catch (error) {
      await engine.close()
      throw error
    }
  }

  open(options: EngineSessionOptions, io: EngineIo): EngineSession {
    const opened = this.#keep(new RemoteSession(options, io, this.capabilities.language))
    opened.open(options, () => this.#pool.take())
    return opened
  }

  async load(bytes: Uint8Array, options: EngineLoadOptions, io: EngineIo): Promise<LoadedSession> {
    const link = await this.#pool.take()
    link.io = io
    try {
      const loaded = await link.ask('load', bytes, options)
      const session = this.#keep(new RemoteSession(options, io, this.capabilities.language))
      session.use(link)
      return { ...loaded, session }
    } catch (error) {
      this.#pool.give(link)
      throw error
    }
  }

  walls(): Promise<readonly string[]> {
    return this.#borrow(async (link) => {
      await link.ask('ready')
      return link.walls ?? []
    })
  }

  continuation(code: string): Promise<Continuation> {
    return this.#borrow((link) => link.ask('continuation', code))
  }

  async close(): Promise<void> {
    for (const session of [...this.#sessions]) session.close()
    await this.#pool.close()
  }

  #keep(session: RemoteSession): RemoteSession {
    this.#sessions.add(session)
    session.onLost = (link) => this.#pool.give(link)
    session.onClose = (link) => {
      this.#sessions.delete(session)
      if (link) this.#pool.give(link)
    }
    return session
  }

  async #borrow<T>(use: (link: EngineLink) => Promise<T>): Promise<T> {
    const link = await this.#pool.take()
    try {
      return await use(link)
    } finally {
      this.#pool.give(link)
    }
  }
}
