import { type BridgeCapabilities, BridgeError, type EngineIo, type EngineSession, type EngineSessionOptions, type InterpreterEngine } from '@interpreter-bridge/core'
import type { QuickJSWASMModule } from 'quickjs-emscripten'
import { QuickJsSession } from './quickjs-session.js'

export const quickJsCapabilities: BridgeCapabilities = {
  backend: 'quickjs',
  engine: 'quickjs-emscripten 0.32.0',
  language: 'javascript',
  delivery: 'streaming',
  asyncHostFunctions: true,
  blockingHostFunctions: false,
  futures: true,
  kwargs: false,
  methodCalls: false,
  sessions: false,
  snapshots: { session: false, turn: false },
  osCalls: false,
  typeCheck: false,
  compile: false,
  sync: true,
  limits: ['memoryBytes', 'timeMs', 'turnTimeMs', 'wallClockMs', 'stackBytes', 'maxHostCalls', 'maxPrintBytes', 'maxSourceBytes'],
  isolation: 'inline',
}

/** QuickJS as an engine that takes turns. */
export class QuickJsEngine implements InterpreterEngine {
  readonly specificationVersion = 1
  readonly capabilities = quickJsCapabilities
  readonly #module: QuickJSWASMModule
  readonly #sessions = new Set<EngineSession>()

  constructor(module: QuickJSWASMModule) {
    this.#module = module
  }

  open(options: EngineSessionOptions, io: EngineIo): EngineSession {
    if (options.randomSeed !== undefined) {
      throw new BridgeError('unsupported', 'quickjs cannot seed Math.random; leave out randomSeed')
    }
    const session = new QuickJsSession(this.#module, options, io, () => this.#sessions.delete(session))
    this.#sessions.add(session)
    return session
  }

  close(): void {
    for (const session of [...this.#sessions]) session.close()
  }
}
