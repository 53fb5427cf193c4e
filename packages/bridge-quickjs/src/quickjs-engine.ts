import type { EngineIo, EngineSession, EngineSessionOptions, InterpreterEngine } from '@interpreter-bridge/core'
import type { Pool } from './pool.js'
import { QuickJsSession } from './quickjs-session.js'

export const quickJsCapabilities: InterpreterEngine['capabilities'] = {
  backend: 'quickjs',
  engine: 'quickjs-emscripten 0.32.0',
  language: 'javascript',
  delivery: 'streaming',
  asyncHostFunctions: true,
  blockingHostFunctions: false,
  futures: true,
  kwargs: false,
  methodCalls: false,
  sessions: true,
  snapshots: { session: false, turn: false },
  osCalls: false,
  randomSeed: false,
  compile: false,
  sync: true,
  hardLimits: ['memoryBytes', 'maxHostCalls', 'maxPrintBytes', 'maxSourceBytes'],
  limits: [
    'memoryBytes',
    'timeMs',
    'turnTimeMs',
    'wallClockMs',
    'stackBytes',
    'maxHostCalls',
    'maxPrintBytes',
    'maxSourceBytes',
  ],
  isolation: 'inline',
}

/** QuickJS as an engine that takes turns. */
export class QuickJsEngine implements InterpreterEngine {
  readonly specificationVersion = 1
  readonly capabilities = quickJsCapabilities
  readonly #pool: Pool
  readonly #sessions = new Set<EngineSession>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  open(options: EngineSessionOptions, io: EngineIo): EngineSession {
    const session = new QuickJsSession(this.#pool, options, io, () => this.#sessions.delete(session))
    this.#sessions.add(session)
    return session
  }

  close(): void {
    for (const session of [...this.#sessions]) session.close()
  }
}
