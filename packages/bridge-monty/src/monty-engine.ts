import type {
  BridgeCapabilities,
  CompiledProgram,
  Continuation,
  EngineIo,
  EngineLoadOptions,
  EngineSession,
  EngineSessionOptions,
  EngineSource,
  InterpreterEngine,
  LoadedSession,
  Turn,
} from '@interpreter-bridge/core'
import { requests } from './codec/requests.js'
import { readId, readLoaded, readProgram } from './codec/responses.js'
import { MontyProgram } from './monty-program.js'
import { MontySession } from './monty-session.js'
import type { Port } from './port.js'

/** Where an engine gets its port: the thread's one (native), or an instance that is replaced after a trap (WASM). */
export type PortSource = () => Port

const continuations: readonly Continuation[] = ['complete', 'incomplete', 'incompleteBlock']

/** The Monty interpreter behind a port. */
export class MontyEngine implements InterpreterEngine {
  readonly specificationVersion = 1
  readonly capabilities: BridgeCapabilities
  readonly #port: PortSource
  readonly #sessions = new Set<MontySession>()

  constructor(capabilities: BridgeCapabilities, port: PortSource) {
    this.capabilities = capabilities
    this.#port = port
  }

  open(options: EngineSessionOptions, io: EngineIo): EngineSession {
    return this.#keep(this.#port(), options, io, 0)
  }

  compile(source: EngineSource, inputNames: readonly string[]): CompiledProgram | (Turn & { kind: 'failed' }) {
    const port = this.#port()
    const parsed = port.exchange((out) => requests.compile(out, source, inputNames), readProgram)
    return typeof parsed === 'number' ? new MontyProgram(port, parsed, inputNames) : parsed
  }

  load(bytes: Uint8Array, options: EngineLoadOptions, io: EngineIo): LoadedSession {
    const port = this.#port()
    const context = { view: options.view, hostObject: (id: string) => io.hostObject(id), isFrozen: () => undefined }
    const { session, turn } = port.exchange(
      (out) => requests.load(out, bytes, options.key, options.limits),
      (input) => readLoaded(input, context),
    )
    const settings: EngineSessionOptions = { ...options, mode: turn ? 'run' : 'session', scriptName: '' }
    return { session: this.#keep(port, settings, io, session), turn }
  }

  continuation(code: string): Continuation {
    const answer = this.#port().exchange((out) => requests.continuation(out, code), readId)
    return continuations[answer] ?? 'complete'
  }

  close(): void {
    for (const session of [...this.#sessions]) session.close()
  }

  #keep(port: Port, options: EngineSessionOptions, io: EngineIo, id: number): MontySession {
    const session = new MontySession(port, options, io, id, () => this.#sessions.delete(session))
    this.#sessions.add(session)
    return session
  }
}
