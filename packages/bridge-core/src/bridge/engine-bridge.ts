import type { Observable } from 'rxjs'
import type { CompileOptions, InterpreterBridge } from '../contract/bridge.js'
import type { BridgeTurn } from '../contract/bridge-turn.js'
import type { BridgeCapabilities, IsolationReport } from '../contract/capabilities.js'
import type { CompiledProgram, EngineSource, InterpreterEngine } from '../contract/engine.js'
import type { BridgeEvent } from '../contract/events.js'
import { knownOptions } from '../contract/known-options.js'
import type { BridgeOptions, LoadOptions, RunOptions, SessionOptions, StartOptions } from '../contract/options.js'
import type { BridgeProgram, ProgramRunOptions } from '../contract/program.js'
import type { RunResult } from '../contract/run-result.js'
import type { BridgeSession } from '../contract/session.js'
import type { TypeCheckOptions, TypeDiagnostics } from '../contract/type-check.js'
import { checkKeys } from '../errors/check-keys.js'
import { BridgeError, GuestError } from '../errors/errors.js'
import { FunctionRegistry } from '../functions/function-registry.js'
import { moduleStubs, pythonStubs } from '../functions/stubs/python-stubs.js'
import { valueStubs } from '../functions/stubs/value-stubs.js'
import type { DumpOptions, HostFunction } from '../host/host-function.js'
import type { HostModule } from '../host/host-module.js'
import type { HostFunctionSchema } from '../host/host-schema.js'
import type { HostClass } from '../values/host-class.js'
import { checkBridgeOptions, checkCanBlock, checkCode, checkRunOptions } from './check-options.js'
import { checkTypeCheckOptions } from './check-type-check-options.js'
import { CompiledBridgeProgram } from './compiled-program.js'
import { EngineBridgeSession } from './engine-session.js'
import { Runner } from './runner.js'
import { type GuestOptions, type KeptGuest, type Site, Sites } from './sites.js'

/** The public face of an engine: validates, keeps the life-cycle, and says where each run happens. */
export class EngineBridge implements InterpreterBridge {
  readonly capabilities: BridgeCapabilities
  readonly #engine: InterpreterEngine
  readonly #options: BridgeOptions
  readonly #sites: Sites
  readonly #functions: FunctionRegistry
  readonly #runner: Runner
  readonly #sessions = new Set<BridgeSession>()
  #disposed = false
  #disposal: Promise<void> | undefined

  constructor(engine: InterpreterEngine, options: BridgeOptions = {}) {
    const { capabilities } = engine
    checkBridgeOptions(options, capabilities)
    const { typeChecker } = options
    this.capabilities = { ...capabilities, typeCheck: typeChecker !== undefined }
    this.#sites = new Sites(engine, this.capabilities, options)
    this.#functions = new FunctionRegistry(capabilities.language, options.mode)
    this.#engine = engine
    this.#options = options
    this.#runner = new Runner(engine, options, this.#functions)
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

  registerClass(cls: HostClass): void {
    this.#checkAlive()
    if (!this.capabilities.methodCalls) throw this.#unsupported('have classes of the host')
    this.#functions.registerClass(cls)
  }

  unregister(name: string): boolean {
    return this.#functions.unregister(name)
  }

  execute(code: string, options: RunOptions = {}): Observable<BridgeEvent> {
    return this.#runner.execute(code, options, () => this.#checked('execute', options, knownOptions.run))
  }

  run<T>(code: string, options: RunOptions = {}): Promise<RunResult<T>> {
    return this.#runner.run(code, options, () => this.#checked('run', options, knownOptions.run))
  }

  runSync<T>(code: string, options: RunOptions = {}): RunResult<T> {
    return this.#runner.runSync(code, options, () => this.#checked('runSync', options, knownOptions.run))
  }

  compile(code: string, options: CompileOptions = {}): BridgeProgram {
    this.#checkAlive()
    const { engine } = this.#runner
    if (!engine.compile) throw this.#unsupported('compile')
    checkKeys('compile', options, knownOptions.compile)
    const { inputs = [], ...rest } = options
    checkRunOptions({ ...rest, inputs: Object.fromEntries(inputs.map((name) => [name, null])) }, this.capabilities)
    checkCode(code, this.#sites.limits({}))
    const source = {
      code,
      scriptName: this.#sites.scriptName(rest),
      randomSeed: rest.randomSeed,
      hostFunctions: this.#functions.names,
    }
    const compiled = engine.compile(source, inputs)
    if ('kind' in compiled) throw new GuestError(compiled.fault, source.scriptName)
    return new CompiledBridgeProgram(this.#runner, code, compiled, (run) => this.#freshFor(compiled, run, source))
  }

  loadProgram(bytes: Uint8Array, options: DumpOptions = {}): BridgeProgram {
    this.#checkAlive()
    checkKeys('loadProgram', options, knownOptions.dump)
    const { engine } = this.#runner
    if (!engine.loadProgram) throw this.#unsupported('load programs')
    if (!(bytes instanceof Uint8Array)) throw new BridgeError('invalid-argument', 'a program must be a Uint8Array')
    const { program, source } = engine.loadProgram(bytes, options.key)
    return new CompiledBridgeProgram(this.#runner, source.code, program, (run) => this.#freshFor(program, run, source))
  }

  start(code: string, options: StartOptions = {}): Promise<BridgeTurn> {
    return this.#runner.start(code, options, () => this.#checked('start', options, knownOptions.start))
  }

  async openSession(options: SessionOptions = {}): Promise<BridgeSession> {
    this.#checkAlive()
    if (!this.capabilities.sessions) throw this.#unsupported('keep sessions')
    checkKeys('openSession', options, knownOptions.session)
    checkRunOptions(options, this.capabilities)
    return this.#keep(this.#sites.session(options))
  }

  async loadSession(bytes: Uint8Array, options: LoadOptions = {}): Promise<BridgeSession> {
    this.#checkAlive()
    if (!this.capabilities.snapshots.session) throw this.#unsupported('load sessions')
    checkKeys('loadSession', options, knownOptions.load)
    return this.#keep(await this.#sites.loadSession(bytes, options))
  }

  async loadTurn(bytes: Uint8Array, options: LoadOptions & StartOptions = {}): Promise<BridgeTurn> {
    checkKeys('loadTurn', options, knownOptions.loadTurn)
    const site = await this.#loadTurn(bytes, options)
    return this.#runner.start('', options, () => site)
  }

  async resume<T>(bytes: Uint8Array, options: LoadOptions & RunOptions = {}): Promise<RunResult<T>> {
    checkKeys('resume', options, knownOptions.resume)
    const site = await this.#loadTurn(bytes, options)
    return this.#runner.run('', options, () => site)
  }

  async typeCheck(code: string, options: TypeCheckOptions = {}): Promise<TypeDiagnostics | null> {
    this.#checkAlive()
    checkKeys('typeCheck', options, knownOptions.typeCheck)
    const { typeChecker } = this.#options
    if (!typeChecker) throw this.#unsupported('check types; create the bridge with a typeChecker')
    checkRunOptions(options, this.capabilities)
    checkTypeCheckOptions(options)
    checkCode(code, this.#sites.limits({}))
    const scriptName = this.#sites.scriptName(options)
    const { inputs = {}, stubs = '', format = 'full', color = false, timeMs } = options
    const { mode } = this.#options
    const classes = Object.fromEntries(this.#functions.classes.map((cls) => [cls.name, cls]))
    const declarations = pythonStubs(this.#functions.functions, { mode }) + valueStubs({ ...classes, ...inputs })
    const modules = { ...moduleStubs(this.#functions.modules, { mode }), ...options.modules }
    return typeChecker.check({ code, scriptName, declarations, stubs, modules, format, color, timeMs })
  }

  async isolationReport(): Promise<IsolationReport> {
    this.#checkAlive()
    const { isolation, hardLimits } = this.capabilities
    return { isolation, hardLimits, walls: (await this.#engine.walls?.()) ?? [] }
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#end()
    return this.#disposal
  }

  async #end(): Promise<void> {
    this.#disposed = true
    const sessions = [...this.#sessions].map((session) => session.dispose())
    await this.#sites.running.cancel(new BridgeError('disposed', 'the bridge was disposed'))
    await Promise.all(sessions)
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

  #fresh(options: GuestOptions, compiled?: CompiledProgram): Site {
    this.#checkAlive()
    return this.#sites.fresh(options, compiled)
  }

  /** A guest state for a program whose script's name and seed were fixed when it was parsed. */
  #freshFor(
    compiled: CompiledProgram,
    { limits, view, os }: ProgramRunOptions,
    { scriptName, randomSeed }: Pick<EngineSource, 'scriptName' | 'randomSeed'>,
  ): Site {
    return this.#fresh({ limits, view, os, scriptName, randomSeed }, compiled)
  }

  #loadTurn(bytes: Uint8Array, options: LoadOptions): Promise<Site> {
    this.#checkAlive()
    if (!this.capabilities.snapshots.turn) throw this.#unsupported('load suspended runs')
    return this.#sites.loadTurn(bytes, options)
  }

  #keep(guest: KeptGuest): BridgeSession {
    const session: BridgeSession = new EngineBridgeSession({
      ...guest,
      runner: this.#runner,
      onDispose: () => this.#sessions.delete(session),
    })
    this.#sessions.add(session)
    return session
  }

  #checkMode(fn: HostFunction): void {
    if (fn?.mode === 'blocking') checkCanBlock(this.capabilities)
  }

  #unsupported(what: string): BridgeError {
    return new BridgeError('unsupported', `${this.capabilities.backend} cannot ${what}`)
  }

  #checkAlive(): void {
    if (this.#disposed) throw new BridgeError('disposed', 'the bridge was disposed; create a new one')
  }
}
