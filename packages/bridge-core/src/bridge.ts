import type { Observable } from 'rxjs'
import type { BridgeCapabilities } from './capabilities.js'
import type { EngineLoadOptions, InterpreterEngine } from './engine.js'
import { BridgeError, GuestError } from './errors.js'
import type { BridgeEvent } from './events.js'
import { FunctionRegistry } from './function-registry.js'
import type { HostFunction } from './host-functions.js'
import type { HostModule } from './host-modules.js'
import { Lane } from './lane.js'
import { type Limits, resolveLimits } from './limits.js'
import type { BridgeTurn, DumpOptions } from './manual-turn.js'
import { ObjectTable } from './object-table.js'
import {
  type BridgeOptions,
  checkCode,
  checkRunOptions,
  type LoadOptions,
  type RunOptions,
  type SessionOptions,
  type StartOptions,
} from './options.js'
import { type BridgeProgram, CompiledBridgeProgram } from './program.js'
import type { RunResult } from './run-result.js'
import { Runner, type Site } from './runner.js'
import type { HostFunctionSchema } from './schema.js'
import { type BridgeSession, EngineBridgeSession, IoSwitch } from './session.js'
import { moduleStubs, pythonStubs, valueStubs } from './stubs.js'
import { checkTypeCheckOptions, type TypeCheckOptions, type TypeDiagnostics } from './type-check.js'

/** One contract for every interpreter. Made by a backend's `create…` function. */
export interface InterpreterBridge extends AsyncDisposable {
  readonly capabilities: BridgeCapabilities
  readonly schemas: readonly HostFunctionSchema[]
  /** @throws BridgeError `duplicate-function`, `invalid-argument`, `unsupported` */
  register(fn: HostFunction): void
  /** A module for guests to import. @throws BridgeError as `register`; `value-unsupported` */
  registerModule(module: HostModule): void
  /** Effective for calls not dispatched yet. False where there was no such function or module. */
  unregister(name: string): boolean
  /** Cold: each subscription is one fresh run; unsubscribing stops it. */
  execute(code: string, options?: RunOptions): Observable<BridgeEvent>
  /** Runs to the end. @throws GuestError when the guest fails; BridgeError `cancelled`, `busy`, … */
  run(code: string, options?: RunOptions): Promise<RunResult>
  /** `run`, synchronously, for handlers that return values and not promises. @throws as `run`; `unsupported` */
  runSync(code: string, options?: RunOptions): RunResult
  /** Parses once, to run many times. @throws GuestError for a syntax error; BridgeError `unsupported` */
  compile(code: string, options?: CompileOptions): BridgeProgram
  /** A program that was dumped. @throws BridgeError `snapshot-invalid`, `unsupported` */
  loadProgram(bytes: Uint8Array, options?: DumpOptions): BridgeProgram
  /** Drives a run by hand: every turn is handed to the host, and goes on with the host's answer. */
  start(code: string, options?: StartOptions): Promise<BridgeTurn>
  /** A guest state that persists between feeds. @throws BridgeError `unsupported` */
  openSession(options?: SessionOptions): Promise<BridgeSession>
  /** A session that was dumped. @throws BridgeError `snapshot-invalid`, `unsupported` */
  loadSession(bytes: Uint8Array, options?: LoadOptions): Promise<BridgeSession>
  /** A run that was dumped while it waited, to be driven by hand. @throws BridgeError `snapshot-invalid`, `unsupported` */
  loadTurn(bytes: Uint8Array, options?: LoadOptions & StartOptions): Promise<BridgeTurn>
  /** A run that was dumped while it waited goes on by itself: the call it waits for is dispatched again. */
  resume(bytes: Uint8Array, options?: LoadOptions & RunOptions): Promise<RunResult>
  /**
   * Checks a program without running it: null, or what is wrong with it. Registered host functions are declared.
   * @throws BridgeError `unsupported` without a `typeChecker`, `invalid-argument`; GuestError for a program that is
   *   nested too deeply to be checked
   */
  typeCheck(code: string, options?: TypeCheckOptions): Promise<TypeDiagnostics | null>
  /** Ends everything; what still runs is cancelled. */
  dispose(): Promise<void>
}

/** What is fixed when a program is parsed. */
export interface CompileOptions extends Pick<RunOptions, 'scriptName' | 'randomSeed'> {
  /** The names that every run binds to values. */
  readonly inputs?: readonly string[]
}

/** The public face of an engine: validates, keeps the life-cycle, and says where each run happens. */
export class EngineBridge implements InterpreterBridge {
  readonly capabilities: BridgeCapabilities
  readonly #engine: InterpreterEngine
  readonly #options: BridgeOptions
  readonly #functions = new FunctionRegistry()
  readonly #runner: Runner
  readonly #lane: Lane
  readonly #sessions = new Set<BridgeSession>()
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
    const { typeChecker } = options
    if (typeChecker && typeChecker.language !== engine.capabilities.language) {
      throw new BridgeError(
        'invalid-argument',
        `the typeChecker checks ${typeChecker.language}, guests of ${engine.capabilities.backend} are in ${engine.capabilities.language}`,
      )
    }
    this.capabilities = { ...engine.capabilities, typeCheck: typeChecker !== undefined }
    this.#engine = engine
    this.#options = options
    this.#runner = new Runner(engine, options, this.#functions)
    this.#lane = new Lane(concurrency, 'bridge')
  }

  get schemas(): readonly HostFunctionSchema[] {
    return this.#functions.schemas
  }

  register(fn: HostFunction): void {
    this.#checkAlive()
    this.#checkMode(fn)
    this.#functions.register(fn)
  }

  registerModule(module: HostModule): void {
    this.#checkAlive()
    if (!this.capabilities.osCalls) throw this.#unsupported('import modules of the host')
    for (const fn of module?.functions ?? []) this.#checkMode(fn)
    this.#functions.registerModule(module)
  }

  unregister(name: string): boolean {
    return this.#functions.unregister(name)
  }

  execute(code: string, options: RunOptions = {}): Observable<BridgeEvent> {
    return this.#runner.execute(code, options, () => this.#fresh(options))
  }

  run(code: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#runner.run(code, options, () => this.#fresh(options))
  }

  runSync(code: string, options: RunOptions = {}): RunResult {
    return this.#runner.runSync(code, options, () => this.#fresh(options))
  }

  compile(code: string, options: CompileOptions = {}): BridgeProgram {
    const { engine } = this.#runner
    if (!engine.compile) throw this.#unsupported('compile')
    const { inputs = [], ...rest } = options
    const site = this.#fresh(rest)
    checkRunOptions({ ...rest, inputs: Object.fromEntries(inputs.map((name) => [name, null])) })
    checkCode(code, site.limits)
    const { scriptName } = site
    const compiled = engine.compile({ code, scriptName, randomSeed: options.randomSeed }, inputs)
    if ('kind' in compiled) throw new GuestError(compiled.fault, scriptName)
    return new CompiledBridgeProgram(this.#runner, code, compiled, (run) => this.#fresh({ ...run, ...rest }))
  }

  loadProgram(bytes: Uint8Array, { key }: DumpOptions = {}): BridgeProgram {
    this.#checkAlive()
    const { engine } = this.#runner
    if (!engine.loadProgram) throw this.#unsupported('load programs')
    if (!(bytes instanceof Uint8Array)) throw new BridgeError('invalid-argument', 'a program must be a Uint8Array')
    const { program, source } = engine.loadProgram(bytes, key)
    const { code, scriptName } = source
    return new CompiledBridgeProgram(this.#runner, code, program, (run) => this.#fresh({ ...run, scriptName }))
  }

  start(code: string, options: StartOptions = {}): Promise<BridgeTurn> {
    return this.#runner.start(code, options, () => this.#fresh(options))
  }

  async openSession(options: SessionOptions = {}): Promise<BridgeSession> {
    if (!this.capabilities.sessions) throw this.#unsupported('keep sessions')
    checkRunOptions(options)
    const { limits, scriptName, objects } = this.#fresh(options)
    const io = new IoSwitch()
    const { randomSeed } = options
    const session = this.#engine.open(
      { mode: 'session', scriptName, limits, view: this.#view(options), randomSeed },
      io,
    )
    return this.#keep({ session, io, limits, scriptName, objects })
  }

  async loadSession(bytes: Uint8Array, options: LoadOptions = {}): Promise<BridgeSession> {
    if (!this.capabilities.snapshots.session) throw this.#unsupported('load sessions')
    const { limits, scriptName, objects } = this.#fresh(options)
    const io = new IoSwitch()
    const { session, turn } = await this.#load(bytes, options, limits, io)
    if (turn) {
      session.close()
      throw new BridgeError(
        'snapshot-invalid',
        'the snapshot is of a guest that waits for an answer; use loadTurn or resume',
      )
    }
    return this.#keep({ session, io, limits, scriptName, objects })
  }

  async loadTurn(bytes: Uint8Array, options: LoadOptions & StartOptions = {}): Promise<BridgeTurn> {
    const site = await this.#loadWaiting(bytes, options)
    return this.#runner.start('', options, () => site)
  }

  async resume(bytes: Uint8Array, options: LoadOptions & RunOptions = {}): Promise<RunResult> {
    const site = await this.#loadWaiting(bytes, options)
    return this.#runner.run('', options, () => site)
  }

  async typeCheck(code: string, options: TypeCheckOptions = {}): Promise<TypeDiagnostics | null> {
    const { limits, scriptName } = this.#fresh(options)
    const { typeChecker } = this.#options
    if (!typeChecker) throw this.#unsupported('check types; create the bridge with a typeChecker')
    checkRunOptions(options)
    checkTypeCheckOptions(options)
    checkCode(code, limits)
    const { inputs = {}, stubs = '', format = 'full', color = false } = options
    const declared = pythonStubs(this.#functions.functions) + valueStubs(inputs) + stubs
    const modules = { ...moduleStubs(this.#functions.modules), ...options.modules }
    return typeChecker.check({ code, scriptName, stubs: declared, modules, format, color })
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return
    this.#disposed = true
    this.#runner.cancelAll(new BridgeError('disposed', 'the bridge was disposed'))
    for (const session of [...this.#sessions]) await session.dispose()
    await this.#engine.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  /** A guest state of its own, which ends with the run. */
  #fresh(options: {
    readonly limits?: Limits
    readonly scriptName?: string
    readonly view?: RunOptions['view']
    readonly randomSeed?: number
  }): Site {
    this.#checkAlive()
    const limits = resolveLimits(this.capabilities, this.#options.limits, options.limits)
    const scriptName = options.scriptName ?? (this.capabilities.language === 'python' ? 'main.py' : 'main.js')
    const view = this.#view(options)
    const { randomSeed } = options
    return {
      lane: this.#lane,
      limits,
      scriptName,
      objects: new ObjectTable(),
      open: (io) => this.#engine.open({ mode: 'run', scriptName, limits, view, randomSeed }, io),
      release: (session) => session.close(),
    }
  }

  async #loadWaiting(bytes: Uint8Array, options: LoadOptions & RunOptions): Promise<Site> {
    if (!this.capabilities.snapshots.turn) throw this.#unsupported('load suspended runs')
    const site = this.#fresh(options)
    const io = new IoSwitch()
    const { session, turn } = await this.#load(bytes, options, site.limits, io)
    if (!turn) {
      session.close()
      throw new BridgeError('snapshot-invalid', 'the snapshot is of an idle session; use loadSession')
    }
    const open: Site['open'] = (current) => {
      io.current = current
      return session
    }
    return { ...site, open, loaded: turn }
  }

  #load(bytes: Uint8Array, options: LoadOptions, limits: EngineLoadOptions['limits'], io: IoSwitch) {
    if (!(bytes instanceof Uint8Array)) throw new BridgeError('invalid-argument', 'a snapshot must be a Uint8Array')
    if (!this.#engine.load) throw this.#unsupported('load snapshots')
    return this.#engine.load(bytes, { limits, view: this.#view(options), key: options.key }, io)
  }

  #keep(parts: Omit<ConstructorParameters<typeof EngineBridgeSession>[0], 'runner' | 'onDispose'>): BridgeSession {
    const session: BridgeSession = new EngineBridgeSession({
      ...parts,
      runner: this.#runner,
      onDispose: () => this.#sessions.delete(session),
    })
    this.#sessions.add(session)
    return session
  }

  #view(options: { readonly view?: RunOptions['view'] }): NonNullable<RunOptions['view']> {
    return options.view ?? this.#options.view ?? 'natural'
  }

  #checkMode(fn: HostFunction): void {
    if (fn?.mode === 'blocking' && !this.capabilities.blockingHostFunctions) {
      throw this.#unsupported("wait for a promise inside a call; leave out mode: 'blocking'")
    }
  }

  #unsupported(what: string): BridgeError {
    return new BridgeError('unsupported', `${this.capabilities.backend} cannot ${what}`)
  }

  #checkAlive(): void {
    if (this.#disposed) throw new BridgeError('disposed', 'the bridge was disposed; create a new one')
  }
}
