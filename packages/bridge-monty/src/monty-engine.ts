import type {
  Answer,
  BridgeCapabilities,
  EngineIo,
  EngineProgram,
  EngineSession,
  EngineSessionOptions,
  GuestFault,
  InterpreterEngine,
  Turn,
} from '@interpreter-bridge/core'
import { BridgeError } from '@interpreter-bridge/core'
import { requests } from './codec/requests.js'
import { readBytes, readId, readTurn } from './codec/responses.js'
import type { Port } from './port.js'

/** Where an engine gets its port: the thread's one (native), or an instance that is replaced after a trap (WASM). */
export type PortSource = () => Port

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
    const session = new MontySession(this.#port(), options, io, () => this.#sessions.delete(session))
    this.#sessions.add(session)
    return session
  }

  close(): void {
    for (const session of [...this.#sessions]) session.close()
  }
}

/** One guest state. Its number is 0 while Rust holds nothing for it. */
class MontySession implements EngineSession {
  readonly #port: Port
  readonly #options: EngineSessionOptions
  readonly #io: EngineIo
  readonly #onClose: () => void
  readonly #context
  #id = 0
  #closed = false
  #busy = false

  constructor(port: Port, options: EngineSessionOptions, io: EngineIo, onClose: () => void) {
    this.#port = port
    this.#options = options
    this.#io = io
    this.#onClose = onClose
    this.#context = { view: options.view, hostObject: (id: string) => io.hostObject(id) }
  }

  get dead(): boolean {
    return this.#closed || this.#port.broken !== undefined
  }

  start(program: EngineProgram): Turn {
    return this.#take((out) => requests.start(out, program, this.#options))
  }

  resume(answer: Answer): Turn {
    return this.#take((out) => requests.resume(out, this.#id, answer, this.#options.view))
  }

  abandon(): boolean {
    if (this.#id === 0 || this.#busy || this.#port.broken) return false
    const dead = this.#port.exchange((out) => requests.abandon(out, this.#id), readId)
    return dead === 0
  }

  dump(key: Uint8Array | undefined): Uint8Array {
    if (this.#id === 0) throw new BridgeError('session-dead', 'there is nothing to dump: the run has ended')
    return this.#port.exchange((out) => requests.dump(out, this.#id, key), readBytes)
  }

  setMaxDuration(ms: number): void {
    this.#port.exchange((out) => requests.setMaxDuration(out, this.#id, ms), readId)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#onClose()
    if (this.#id !== 0 && !this.#port.broken) this.#port.exchange((out) => requests.close(out, this.#id), readId)
    this.#id = 0
  }

  #take(write: Parameters<Port['exchange']>[0]): Turn {
    this.#busy = true
    try {
      const { session, turn } = this.#port.exchange(
        write,
        (input) => readTurn(input, this.#context),
        (stream, text) => this.#io.print(stream, text),
      )
      this.#id = session
      return turn
    } catch (error) {
      const fault = stackOverflow(error)
      if (!fault) throw error
      this.#id = 0
      return { kind: 'failed', fault, usage: { timeMs: 0 } }
    } finally {
      this.#busy = false
    }
  }
}

/**
 * Guest code can exhaust the stack of a WebAssembly instance (a chain of half a million `+`). The instance is lost and
 * will be replaced, but it is the guest's failure, and not the bridge's.
 */
function stackOverflow(error: unknown): GuestFault | undefined {
  if (!(error instanceof BridgeError && error.cause instanceof RangeError)) return undefined
  return { excType: 'RecursionError', message: "the interpreter's stack overflowed", traceback: [] }
}
