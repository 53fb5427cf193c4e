import type { Observable } from 'rxjs'
import type { BridgeCapabilities } from './capabilities.js'
import type { CompiledProgram, EngineIo, EngineSession, InterpreterEngine } from './engine.js'
import { BridgeError } from './errors.js'
import { eventStream, type PreparedRun } from './event-stream.js'
import type { BridgeEvent } from './events.js'
import { FunctionRegistry, type HostFunction } from './host-functions.js'
import { Lane } from './lane.js'
import { type Launch, launch } from './launch.js'
import { type ResolvedLimits, resolveLimits } from './limits.js'
import { ManualRun } from './manual-run.js'
import type { BridgeTurn } from './manual-turn.js'
import { ObjectTable } from './object-table.js'
import { type BridgeOptions, checkCode, checkRunOptions, type RunOptions, type StartOptions } from './options.js'
import { type RunResult, toResult } from './run-result.js'
import type { HostFunctionSchema } from './schema.js'
import { isPromise } from './turn.js'

/** One contract for every interpreter. Made by a backend's `create…` function. */
export interface InterpreterBridge extends AsyncDisposable {
  readonly capabilities: BridgeCapabilities
  readonly schemas: readonly HostFunctionSchema[]
  /** @throws BridgeError `duplicate-function`, `invalid-argument`, `unsupported` */
  register(fn: HostFunction): void
  /** Effective for calls not dispatched yet. False where there was no such function. */
  unregister(name: string): boolean
  /** Cold: each subscription is one fresh run; unsubscribing stops it. */
  execute(code: string, options?: RunOptions): Observable<BridgeEvent>
  /** Runs to the end. @throws GuestError when the guest fails; BridgeError `cancelled`, `busy`, … */
  run(code: string, options?: RunOptions): Promise<RunResult>
  /** `run`, synchronously, for handlers that return values and not promises. @throws as `run`; `unsupported` */
  runSync(code: string, options?: RunOptions): RunResult
  /** Drives a run by hand: every turn is handed to the host, and goes on with the host's answer. */
  start(code: string, options?: StartOptions): Promise<BridgeTurn>
  /** Ends everything; what still runs is cancelled. */
  dispose(): Promise<void>
}

type Watch = Pick<Launch['config'], 'sync' | 'observer'> & { readonly output?: { text: string } }

/** The public face of an engine: validates, keeps the life-cycle, and launches run loops. */
export class EngineBridge implements InterpreterBridge {
  readonly #engine: InterpreterEngine
  readonly #options: BridgeOptions
  readonly #functions = new FunctionRegistry()
  readonly #lane: Lane
  readonly #running = new Set<PreparedRun>()
  #disposed = false

  constructor(engine: InterpreterEngine, options: BridgeOptions = {}) {
    const { concurrency = 'reject' } = options
    if (!['reject', 'queue', 'parallel'].includes(concurrency)) {
      throw new BridgeError(
        'invalid-argument',
        `concurrency must be 'reject', 'queue' or 'parallel', not ${String(concurrency)}`,
      )
    }
    resolveLimits(engine.capabilities, options.limits)
    checkRunOptions(options)
    this.#engine = engine
    this.#options = options
    this.#lane = new Lane(concurrency, 'bridge')
  }

  get capabilities(): BridgeCapabilities {
    return this.#engine.capabilities
  }

  get schemas(): readonly HostFunctionSchema[] {
    return this.#functions.schemas
  }

  register(fn: HostFunction): void {
    this.#checkAlive()
    if (fn?.mode === 'blocking' && !this.capabilities.blockingHostFunctions) {
      throw new BridgeError(
        'unsupported',
        `${this.capabilities.backend} cannot wait for a promise inside a call; leave out mode: 'blocking'`,
      )
    }
    this.#functions.register(fn)
  }

  unregister(name: string): boolean {
    return this.#functions.unregister(name)
  }

  execute(code: string, options: RunOptions = {}): Observable<BridgeEvent> {
    return eventStream((observer) => this.#prepare(code, options, { sync: false, observer }))
  }

  async run(code: string, options: RunOptions = {}): Promise<RunResult> {
    const output = { text: '' }
    const run = this.#prepare(code, options, { sync: false, observer: undefined, output })
    return toResult(await run.start(), output.text)
  }

  runSync(code: string, options: RunOptions = {}): RunResult {
    if (!this.capabilities.sync)
      throw new BridgeError('unsupported', `${this.capabilities.backend} cannot run synchronously`)
    const output = { text: '' }
    const outcome = this.#prepare(code, options, { sync: true, observer: undefined, output }).start()
    if (isPromise(outcome)) throw new BridgeError('busy', 'a synchronous run cannot wait in the queue of its bridge')
    return toResult(outcome, output.text)
  }

  async start(code: string, options: StartOptions = {}): Promise<BridgeTurn> {
    const { limits, scriptName, objects } = this.#validate(code, options)
    const leave = this.#lane.hold()
    const names = new Set([...(options.functions ?? []), ...this.#functions.names])
    const run = new ManualRun(
      {
        scriptName,
        limits,
        objects,
        language: this.capabilities.language,
        backend: this.capabilities.backend,
        isFunction: (name) => names.has(name),
        onPrint: options.onPrint,
        onEnd: (session) => {
          this.#running.delete(entry)
          session.close()
          leave()
        },
      },
      this.#opener(options, limits, scriptName),
    )
    const entry: PreparedRun = { start: () => Promise.reject(new Error('started')), cancel: () => run.cancel() }
    this.#running.add(entry)
    return run.start({ code, inputs: options.inputs ?? {}, hostFunctions: [...names] })
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return
    this.#disposed = true
    const reason = new BridgeError('disposed', 'the bridge was disposed')
    for (const run of [...this.#running]) run.cancel(reason)
    await this.#engine.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  #prepare(code: string, options: RunOptions, watch: Watch, compiled?: CompiledProgram): PreparedRun {
    const { limits, scriptName, objects } = this.#validate(code, options)
    const os = options.os ?? this.#options.os
    return launch({
      config: {
        ...watch,
        scriptName,
        limits,
        target: { language: this.capabilities.language, functions: this.#functions, objects, os },
      },
      open: this.#opener(options, limits, scriptName),
      program: { code, inputs: options.inputs ?? {}, hostFunctions: this.#functions.names, compiled },
      lane: this.#lane,
      running: this.#running,
      signal: options.signal,
      release: (session) => session.close(),
    })
  }

  #opener(options: RunOptions, limits: ResolvedLimits, scriptName: string): (io: EngineIo) => EngineSession {
    const view = options.view ?? this.#options.view ?? 'natural'
    const { randomSeed } = options
    return (io) => this.#engine.open({ mode: 'run', scriptName, limits, view, randomSeed }, io)
  }

  #validate(code: unknown, options: RunOptions): { limits: ResolvedLimits; scriptName: string; objects: ObjectTable } {
    this.#checkAlive()
    checkRunOptions(options)
    const limits = resolveLimits(this.capabilities, this.#options.limits, options.limits)
    checkCode(code, limits)
    const objects = new ObjectTable()
    for (const [name, value] of Object.entries(options.inputs ?? {})) objects.admit(value, `inputs.${name}`)
    const scriptName = options.scriptName ?? (this.capabilities.language === 'python' ? 'main.py' : 'main.js')
    return { limits, scriptName, objects }
  }

  #checkAlive(): void {
    if (this.#disposed) throw new BridgeError('disposed', 'the bridge was disposed; create a new one')
  }
}
