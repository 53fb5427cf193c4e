import {
  BridgeError,
  type CompiledProgram,
  type Continuation,
  type EngineIo,
  type EngineLoadOptions,
  type EngineSession,
  type EngineSessionOptions,
  type EngineSource,
  type InterpreterEngine,
  isPromise,
  type LoadedSession,
  type MaybePromise,
  type Turn,
} from '@interpreter-bridge/core'
import { boundNames } from './builtins.js'
import { requests } from './codec/requests.js'
import { readId, readLoaded, readLoadedProgram, readProgram } from './codec/responses.js'
import { MontyProgram } from './monty-program.js'
import { MontySession } from './monty-session.js'
import type { MontyPort } from './port.js'

/**
 * Where an engine gets its port: the thread's one (native), another process's, or an instance that is replaced after a
 * trap (WASM), which takes a while on the main thread of a browser.
 */
export type PortSource = () => MaybePromise<MontyPort>

const continuations: readonly Continuation[] = ['complete', 'incomplete', 'incompleteBlock']

/** The Monty interpreter behind a port. */
export class MontyEngine implements InterpreterEngine {
  readonly specificationVersion = 1
  readonly capabilities: InterpreterEngine['capabilities']
  readonly #port: PortSource
  readonly #sessions = new Set<MontySession>()

  constructor(capabilities: InterpreterEngine['capabilities'], port: PortSource) {
    this.capabilities = capabilities
    this.#port = port
  }

  open(options: EngineSessionOptions, io: EngineIo): EngineSession {
    return this.#keep(this.#port(), options, io, 0)
  }

  compile(source: EngineSource, inputNames: readonly string[]): CompiledProgram | (Turn & { kind: 'failed' }) {
    const port = this.#now()
    const names = boundNames(source.hostFunctions, inputNames)
    const parsed = atOnce(port.exchange((out) => requests.compile(out, source, names), readProgram))
    return typeof parsed === 'number' ? new MontyProgram(port, parsed, names) : parsed
  }

  loadProgram(bytes: Uint8Array, key: Uint8Array | undefined): { program: CompiledProgram; source: EngineSource } {
    const port = this.#now()
    const { id, inputNames, ...source } = atOnce(
      port.exchange((out) => requests.loadProgram(out, bytes, key), readLoadedProgram),
    )
    return { program: new MontyProgram(port, id, inputNames), source }
  }

  async load(bytes: Uint8Array, options: EngineLoadOptions, io: EngineIo): Promise<LoadedSession> {
    const port = await this.#port()
    const context = { view: options.view, hostObject: (id: string) => io.hostObject(id), isFrozen: () => undefined }
    const { session, turn, scriptName } = await port.exchange(
      (out) => requests.load(out, bytes, options.key, options.limits),
      (input) => readLoaded(input, context),
    )
    const settings: EngineSessionOptions = { ...options, mode: turn ? 'run' : 'session', scriptName }
    return { session: this.#keep(port, settings, io, session), turn, scriptName }
  }

  async continuation(code: string): Promise<Continuation> {
    const port = await this.#port()
    const answer = await port.exchange((out) => requests.continuation(out, code), readId)
    return continuations[answer] ?? 'complete'
  }

  close(): void {
    for (const session of [...this.#sessions]) session.close()
  }

  #now(): MontyPort {
    const port = this.#port()
    if (isPromise(port))
      throw new BridgeError('engine-crashed', 'the interpreter is being replaced after a trap; try again')
    return port
  }

  #keep(port: MaybePromise<MontyPort>, options: EngineSessionOptions, io: EngineIo, id: number): MontySession {
    const session = new MontySession(port, options, io, id, () => this.#sessions.delete(session))
    this.#sessions.add(session)
    return session
  }
}

function atOnce<T>(answer: MaybePromise<T>): T {
  if (isPromise(answer)) throw new BridgeError('unsupported', 'this interpreter is elsewhere, and answers later')
  return answer
}
