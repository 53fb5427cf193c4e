import type {
  EngineIo,
  EngineProgram,
  EngineSession,
  EngineSessionOptions,
  InterpreterEngine,
} from '../contract/engine.js'
import type { Answer, EngineUsage, HostCall, Turn } from '../contract/turn.js'
import { BridgeError } from '../errors/errors.js'
import type { MaybePromise } from '../platform/promise.js'

/** What a scripted guest does next: print, end a turn, call inline, check what it was told, or break. */
export type Step =
  | { readonly print: string; readonly stream?: 'stdout' | 'stderr' }
  | { readonly turn: Turn | Promise<Turn> }
  | { readonly inline: HostCall }
  | { readonly crash: Error }
  | { readonly until: Promise<void> }

/** A guest written as a generator: it yields steps, and receives the answers to its turns and inline calls. */
export type Script = (program: EngineProgram) => Generator<Step, void, Answer | undefined>

export const scriptedCapabilities: InterpreterEngine['capabilities'] = {
  backend: 'scripted',
  engine: 'scripted 1',
  language: 'python',
  delivery: 'streaming',
  asyncHostFunctions: true,
  blockingHostFunctions: true,
  futures: true,
  kwargs: true,
  methodCalls: true,
  sessions: true,
  snapshots: { session: false, turn: false },
  osCalls: true,
  randomSeed: true,
  compile: false,
  sync: true,
  hardLimits: ['maxHostCalls', 'maxConcurrentCalls', 'maxPrintBytes', 'maxSourceBytes'],
  limits: ['timeMs', 'wallClockMs', 'maxHostCalls', 'maxConcurrentCalls', 'maxPrintBytes', 'maxSourceBytes'],
  isolation: 'inline',
}

/** An engine without an interpreter, to drive every path of the run loop from a test. */
export class ScriptedEngine implements InterpreterEngine {
  readonly specificationVersion = 1
  readonly capabilities: InterpreterEngine['capabilities']
  readonly #script: Script
  /** The sessions that are open: a test asserts that none is left. */
  readonly open_ = new Set<EngineSession>()
  readonly answers: Answer[] = []
  closed = false
  abandoned = 0

  constructor(script: Script, capabilities: Partial<InterpreterEngine['capabilities']> = {}) {
    this.#script = script
    this.capabilities = { ...scriptedCapabilities, ...capabilities }
  }

  open(_options: EngineSessionOptions, io: EngineIo): EngineSession {
    const session = new ScriptedSession(this.#script, io, this)
    this.open_.add(session)
    return session
  }

  close(): void {
    this.closed = true
  }
}

class ScriptedSession implements EngineSession {
  readonly #script: Script
  readonly #io: EngineIo
  readonly #engine: ScriptedEngine
  #guest: Generator<Step, void, Answer | undefined> | undefined
  dead = false

  constructor(script: Script, io: EngineIo, engine: ScriptedEngine) {
    this.#script = script
    this.#io = io
    this.#engine = engine
  }

  start(program: EngineProgram): MaybePromise<Turn> {
    this.#guest = this.#script(program)
    return this.#go(undefined)
  }

  resume(answer: Answer): MaybePromise<Turn> {
    this.#engine.answers.push(answer)
    return this.#go(answer)
  }

  abandon(): EngineUsage {
    this.#engine.abandoned++
    this.#guest = undefined
    return { timeMs: 1 }
  }

  close(): void {
    this.dead = true
    this.#engine.open_.delete(this)
  }

  #go(first: Answer | undefined): MaybePromise<Turn> {
    let answer = first
    for (;;) {
      const next = this.#guest?.next(answer)
      if (!next || next.done) throw new BridgeError('engine-crashed', 'the script ended without a last turn')
      const step = next.value
      answer = undefined
      if ('turn' in step) return step.turn
      if ('crash' in step) throw step.crash
      if ('inline' in step) answer = this.#io.call(step.inline)
      else if ('until' in step) return step.until.then(() => this.#go(undefined))
      else if (!this.#io.print(step.stream ?? 'stdout', step.print)) {
        return {
          kind: 'failed',
          fault: { excType: 'KeyboardInterrupt', message: '', traceback: [] },
          usage: { timeMs: 0 },
        }
      }
    }
  }
}
