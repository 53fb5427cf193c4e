import {
  type BridgeCapabilities,
  BridgeError,
  type EngineIo,
  type EngineSession,
  type EngineSessionOptions,
  type InterpreterEngine,
  type MaybePromise,
} from '@interpreter-bridge/core'
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
  sessions: true,
  snapshots: { session: false, turn: false },
  osCalls: false,
  typeCheck: false,
  compile: false,
  sync: true,
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

/** Loads a QuickJS module: once for each bridge, and again after a trap. */
export type LoadModule = () => Promise<QuickJSWASMModule>

/** QuickJS as an engine that takes turns. */
export class QuickJsEngine implements InterpreterEngine {
  readonly specificationVersion = 1
  readonly capabilities = quickJsCapabilities
  readonly #load: LoadModule
  readonly #sessions = new Set<EngineSession>()
  #module: MaybePromise<QuickJSWASMModule>

  constructor(module: QuickJSWASMModule, load: LoadModule) {
    this.#module = module
    this.#load = load
  }

  open(options: EngineSessionOptions, io: EngineIo): EngineSession {
    if (options.randomSeed !== undefined) {
      throw new BridgeError('unsupported', 'quickjs cannot seed Math.random; leave out randomSeed')
    }
    const session = new QuickJsSession(() => this.#module, options, io, {
      onClose: () => this.#sessions.delete(session),
      onTrap: () => this.#replace(),
    })
    this.#sessions.add(session)
    return session
  }

  close(): void {
    for (const session of [...this.#sessions]) session.close()
  }

  #replace(): void {
    const loading = this.#load()
    this.#module = loading
    loading.then(
      (module) => {
        this.#module = module
      },
      // The next start awaits it, and reports it.
      () => undefined,
    )
  }
}
