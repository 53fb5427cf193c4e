import {
  type Answer,
  BridgeError,
  type EngineIo,
  type EngineProgram,
  type EngineSession,
  type EngineSessionOptions,
  type EngineUsage,
  type GuestFault,
  isPromise,
  type MaybePromise,
  PyFunction,
  type ResolvedLimits,
  type Turn,
} from '@interpreter-bridge/core'
import { overBuiltins, withFunctions } from './builtins.js'
import type { DecodeContext } from './codec/decode.js'
import type { Reader } from './codec/reader.js'
import { requests } from './codec/requests.js'
import { readAbandoned, readBytes, readId, readTurn, type TurnResponse } from './codec/responses.js'
import { frozenIn } from './frozen.js'
import { MontyProgram } from './monty-program.js'
import { type MontyPort, OutOfMemory } from './port.js'
import { PortableProgram } from './portable-program.js'

/** One guest state. Its number is 0 while Rust holds nothing for it. */
export class MontySession implements EngineSession {
  /** Not there yet while a trapped instance is being replaced. */
  #ready: MontyPort | undefined
  #pending: Promise<void> | undefined
  readonly #options: EngineSessionOptions
  readonly #io: EngineIo
  readonly #onClose: () => void
  readonly #context: DecodeContext
  #id: number
  /** All that was run here: where dataclasses are defined. Empty for what was loaded, whose classes stay unknown. */
  #sources = ''
  /** The host functions that this session knows in place of builtins. */
  readonly #bound = new Set<string>()
  #opened: boolean
  #closed = false
  #busy = false

  constructor(
    port: MaybePromise<MontyPort>,
    options: EngineSessionOptions,
    io: EngineIo,
    id: number,
    onClose: () => void,
  ) {
    if (isPromise(port)) this.#pending = this.#await(port)
    else this.#ready = port
    this.#options = options
    this.#io = io
    this.#id = id
    this.#opened = id !== 0
    this.#onClose = onClose
    this.#context = {
      view: options.view,
      hostObject: (object) => io.hostObject(object),
      isFrozen: (className) => frozenIn(this.#sources, className),
    }
  }

  // Made once: a turn is too short to make functions for.
  readonly #read = (input: Reader): TurnResponse => readTurn(input, this.#context)
  readonly #print = (stream: 'stdout' | 'stderr', text: string): boolean => this.#io.print(stream, text)

  async #await(port: Promise<MontyPort>): Promise<void> {
    this.#ready = await port
    this.#pending = undefined
  }

  get #port(): MontyPort {
    if (!this.#ready)
      throw new BridgeError('engine-crashed', 'the interpreter is being replaced after a trap; try again')
    return this.#ready
  }

  get dead(): boolean {
    return this.#closed || this.#ready?.broken !== undefined || (this.#opened && this.#id === 0 && !this.#busy)
  }

  start(program: EngineProgram): MaybePromise<Turn> {
    return this.#pending ? this.#pending.then(() => this.#start(program)) : this.#start(program)
  }

  #start(program: EngineProgram): MaybePromise<Turn> {
    if (this.#closed) throw new BridgeError('session-dead', 'the session was closed before it began')
    this.#sources = this.#sources === '' ? program.code : `${this.#sources}\n${program.code}`
    if (this.#options.mode === 'session') return this.#feed(program)
    const { compiled } = program
    if (!compiled) {
      const inputs = withFunctions(
        program.inputs,
        overBuiltins(program.hostFunctions, () => false),
      )
      return this.#take((out) => requests.start(out, { ...program, inputs }, this.#options))
    }
    const parsed = compiled instanceof PortableProgram ? compiled.on(this.#port) : compiled
    return after(parsed, (found) => {
      if (!(found instanceof MontyProgram))
        throw new BridgeError('invalid-argument', 'the program was compiled by another engine')
      const inputs = Object.fromEntries([
        ...found.inputNames.map((name) => [name, program.inputs[name]]),
        ...found.functionNames.map((name) => [name, new PyFunction(name)]),
      ])
      return this.#take((out) => requests.runProgram(out, found.on(this.#port), inputs, this.#options))
    })
  }

  resume(answer: Answer): MaybePromise<Turn> {
    return this.#take((out) => requests.resume(out, this.#id, answer, this.#options.view))
  }

  abandon(): EngineUsage {
    if (this.#id === 0 || this.#busy || this.#port.broken) return { timeMs: 0 }
    const usage = this.#port.exchange((out) => requests.abandon(out, this.#id), readAbandoned)
    if (!isPromise(usage)) return usage
    // Whoever has the guest elsewhere measures by itself; a port that is gone has nothing to abandon.
    usage.catch(() => undefined)
    return { timeMs: 0 }
  }

  dump(key: Uint8Array | undefined): MaybePromise<Uint8Array> {
    if (this.#pending) return this.#pending.then(() => this.dump(key))
    return after(this.#open(), () => this.#port.exchange((out) => requests.dump(out, this.#id, key), readBytes))
  }

  setMaxDuration(ms: number): MaybePromise<void> {
    return after(
      this.#port.exchange((out) => requests.setMaxDuration(out, this.#id, ms), readId),
      () => undefined,
    )
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#onClose()
    const id = this.#id
    this.#id = 0
    if (id === 0 || this.#port.broken) return
    const closed = this.#port.exchange((out) => requests.close(out, id), readId)
    // A port that is gone has no sessions left to close.
    if (isPromise(closed)) closed.catch(() => undefined)
  }

  #feed(program: EngineProgram): MaybePromise<Turn> {
    return after(this.#open(), () => {
      // Once for each: what the guest binds to the name afterwards is its own.
      const functions = overBuiltins(program.hostFunctions, (name) => this.#bound.has(name))
      for (const name of functions) this.#bound.add(name)
      const inputs = withFunctions(program.inputs, functions)
      return this.#take((out) => requests.feed(out, this.#id, { ...program, inputs }, this.#options.view))
    })
  }

  /** A session comes into being with its first use. */
  #open(): MaybePromise<void> {
    if (this.#opened) return
    if (this.#options.mode === 'run')
      throw new BridgeError('session-dead', 'there is nothing to dump: the run has not begun')
    this.#opened = true
    return after(
      this.#port.exchange((out) => requests.open(out, this.#options), readId),
      (id) => {
        this.#id = id
      },
    )
  }

  #take(write: Parameters<MontyPort['exchange']>[0]): MaybePromise<Turn> {
    this.#busy = true
    this.#opened = true
    try {
      const answer = this.#port.exchange(write, this.#read, this.#print)
      if (!isPromise(answer)) return this.#took(answer)
      return answer.then(
        (response) => this.#took(response),
        (error: unknown) => this.#failed(error),
      )
    } catch (error) {
      return this.#failed(error)
    }
  }

  #took({ session, turn }: TurnResponse): Turn {
    this.#busy = false
    this.#id = session
    return turn
  }

  #failed(error: unknown): Turn {
    this.#busy = false
    const fault = faultBehind(error, this.#options.limits)
    if (!fault) throw error
    this.#id = 0
    return { kind: 'failed', fault, usage: { timeMs: 0 } }
  }
}

/** Goes on with the value, at once where it is there. */
function after<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromise(value) ? value.then(next) : next(value)
}

/**
 * Guest code can exhaust the stack of a WebAssembly instance (a chain of half a million `+`), or be refused memory far
 * beyond its limit. The instance is lost and will be replaced, but it is the guest's failure, and not the bridge's.
 */
function faultBehind(error: unknown, limits: ResolvedLimits): GuestFault | undefined {
  if (!(error instanceof BridgeError)) return undefined
  if (error.cause instanceof RangeError)
    return { excType: 'RecursionError', message: "the interpreter's stack overflowed", traceback: [] }
  if (!(error.cause instanceof OutOfMemory)) return undefined
  const used = error.cause.usedBytes
  const value = limits.memoryBytes ?? 0
  const message = `memory limit exceeded: ${used} bytes > ${value} bytes`
  return { excType: 'MemoryError', message, traceback: [], limit: { limit: 'memoryBytes', value, used } }
}
