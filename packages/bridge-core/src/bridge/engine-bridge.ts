import type { Observable } from 'rxjs'
import type { CompileOptions, InterpreterBridge } from '../contract/bridge.js'
import type { BridgeTurn } from '../contract/bridge-turn.js'
import type { BridgeCapabilities } from '../contract/capabilities.js'
import type { EngineLoadOptions, InterpreterEngine } from '../contract/engine.js'
import type { BridgeEvent } from '../contract/events.js'
import { knownOptions } from '../contract/known-options.js'
import type { Limits } from '../contract/limits.js'
import type { BridgeOptions, LoadOptions, RunOptions, SessionOptions, StartOptions } from '../contract/options.js'
import type { BridgeProgram } from '../contract/program.js'
import type { RunResult } from '../contract/run-result.js'
import type { BridgeSession } from '../contract/session.js'
import type { TypeCheckOptions, TypeDiagnostics } from '../contract/type-check.js'
import { checkKeys } from '../errors/check-keys.js'
import { BridgeError, GuestError } from '../errors/errors.js'
import { FunctionRegistry } from '../functions/function-registry.js'
import { ObjectTable } from '../functions/object-table.js'
import { moduleStubs, pythonStubs, valueStubs } from '../functions/stubs.js'
import type { DumpOptions, HostFunction } from '../host/host-function.js'
import type { HostModule } from '../host/host-module.js'
import type { HostFunctionSchema } from '../host/host-schema.js'
import { Lane } from '../run/lane.js'
import { checkCode, checkRunOptions } from './check-options.js'
import { checkTypeCheckOptions } from './check-type-check-options.js'
import { CompiledBridgeProgram } from './compiled-program.js'
import { EngineBridgeSession, IoSwitch } from './engine-session.js'
import { resolveLimits } from './resolve-limits.js'
import { Runner, type Site } from './runner.js'

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
    checkKeys('bridge options', options, knownOptions.bridge)
    const { concurrency = 'reject' } = options
    if (!['reject', 'queue', 'parallel'].includes(concurrency)) {
      throw new BridgeError(
        'invalid-argument',
        `concurrency must be 'reject', 'queue' or 'parallel', not ${String(concurrency)}`,
      )
    }
    resolveLimits(engine.capabilities, options.limits)
    checkRunOptions(options, engine.capabilities)
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
    return this.#runner.execute(code, options, () => this.#checked('execute', options, knownOptions.run))
  }

  run(code: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#runner.run(code, options, () => this.#checked('run', options, knownOptions.run))
  }

  runSync(code: string, options: RunOptions = {}): RunResult {
    return this.#runner.runSync(code, options, () => this.#checked('runSync', options, knownOptions.run))
  }

  compile(code: string, options: CompileOptions = {}): BridgeProgram {
    const { engine } = this.#runner
    if (!engine.compile) throw this.#unsupported('compile')
    checkKeys('compile', options, knownOptions.compile)
    const { inputs = [], ...rest } = options
    const site = this.#fresh(rest)
    checkRunOptions({ ...rest, inputs: Object.fromEntries(inputs.map((name) => [name, null])) }, this.capabilities)
    checkCode(code, site.limits)
    const { scriptName } = site
    const compiled = engine.compile({ code, scriptName, randomSeed: options.randomSeed }, inputs)
    if ('kind' in compiled) throw new GuestError(compiled.fault, scriptName)
    return new CompiledBridgeProgram(this.#runner, code, compiled, (run) => this.#fresh({ ...run, ...rest }))
  }

  loadProgram(bytes: Uint8Array, options: DumpOptions = {}): BridgeProgram {
    this.#checkAlive()
    checkKeys('loadProgram', options, knownOptions.dump)
    const { engine } = this.#runner
    if (!engine.loadProgram) throw this.#unsupported('load programs')
    if (!(bytes instanceof Uint8Array)) throw new BridgeError('invalid-argument', 'a program must be a Uint8Array')
    const { program, source } = engine.loadProgram(bytes, options.key)
    const { code, scriptName } = source
    return new CompiledBridgeProgram(this.#runner, code, program, (run) => this.#fresh({ ...run, scriptName }))
  }

  start(code: string, options: StartOptions = {}): Promise<BridgeTurn> {
    return this.#runner.start(code, options, () => this.#checked('start', options, knownOptions.start))
  }

  async openSession(options: SessionOptions = {}): Promise<BridgeSession> {
    if (!this.capabilities.sessions) throw this.#unsupported('keep sessions')
    checkKeys('openSession', options, knownOptions.session)
    checkRunOptions(options, this.capabilities)
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
    checkKeys('loadSession', options, knownOptions.load)
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
    checkKeys('loadTurn', options, knownOptions.loadTurn)
    const site = await this.#loadWaiting(bytes, options)
    return this.#runner.start('', options, () => site)
  }

  async resume(bytes: Uint8Array, options: LoadOptions & RunOptions = {}): Promise<RunResult> {
    checkKeys('resume', options, knownOptions.resume)
    const site = await this.#loadWaiting(bytes, options)
    return this.#runner.run('', options, () => site)
  }

  async typeCheck(code: string, options: TypeCheckOptions = {}): Promise<TypeDiagnostics | null> {
    const { limits, scriptName } = this.#checked('typeCheck', options, knownOptions.typeCheck)
    const { typeChecker } = this.#options
    if (!typeChecker) throw this.#unsupported('check types; create the bridge with a typeChecker')
    checkRunOptions(options, this.capabilities)
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

  /** A fresh site for options that a caller of `method` gave. */
  #checked(method: string, options: RunOptions, known: Readonly<Record<string, true>>): Site {
    checkKeys(method, options, known)
    return this.#fresh(options)
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
      objects: new ObjectTable(this.capabilities.language),
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
