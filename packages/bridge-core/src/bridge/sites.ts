import type { BridgeCapabilities } from '../contract/capabilities.js'
import type {
  CompiledProgram,
  EngineIo,
  EngineLoadOptions,
  EngineSession,
  InterpreterEngine,
  LoadedSession,
} from '../contract/engine.js'
import type { Limits, ResolvedLimits } from '../contract/limits.js'
import type { BridgeOptions, LoadOptions, RunOptions, SessionOptions } from '../contract/options.js'
import type { MachineFacts, OsHandler } from '../contract/os-handler.js'
import { BridgeError } from '../errors/errors.js'
import { ObjectTable } from '../functions/object-table.js'
import type { MaybePromise } from '../platform/promise.js'
import { Lane } from '../run/lane.js'
import { Running } from '../run/running.js'
import { IoSwitch } from './io-switch.js'
import { resolveLimits } from './resolve-limits.js'

/** Where a run happens: a fresh guest state, a session's, or one that was loaded. */
export interface Site {
  readonly lane: Lane
  /** The runs that `dispose` cancels. */
  readonly running: Running
  readonly limits: ResolvedLimits
  readonly scriptName: string
  readonly objects: ObjectTable
  readonly compiled: CompiledProgram | undefined
  /** The guest state, with `io` as what it may ask while this run has it. */
  readonly open: (io: EngineIo) => EngineSession
  /** Called once when the run has ended. */
  readonly release: (session: EngineSession) => void
  /** Set when the guest state was loaded while it waited: the run goes on instead of starting. */
  readonly loaded: LoadedSession['turn']
}

/** A guest state that stays. */
export interface KeptGuest {
  readonly session: EngineSession
  readonly io: IoSwitch
  readonly limits: ResolvedLimits
  readonly scriptName: string
  readonly objects: ObjectTable
  /** What answers the OS calls of runs that bring nothing of their own. */
  readonly os?: OsHandler | undefined
  /** What the interpreter was told of the machine; undefined where that is not known, because the state was loaded. */
  readonly machine?: MachineFacts | undefined
}

/** What a fresh guest state depends on. */
export interface GuestOptions {
  readonly limits?: Limits | undefined
  readonly scriptName?: string | undefined
  readonly view?: RunOptions['view'] | undefined
  readonly randomSeed?: number | undefined
  readonly os?: OsHandler | undefined
}

function close(session: EngineSession): void {
  session.close()
}

/** Makes the places where guests of a bridge live. */
export class Sites {
  readonly #engine: InterpreterEngine
  readonly #capabilities: BridgeCapabilities
  readonly #options: BridgeOptions
  /** Those of a run that sets none. */
  readonly #limits: ResolvedLimits
  readonly #lane: Lane
  /** The runs that are no session's. */
  readonly running = new Running()

  /** @throws BridgeError `invalid-argument`, `unsupported` */
  constructor(engine: InterpreterEngine, capabilities: BridgeCapabilities, options: BridgeOptions) {
    this.#engine = engine
    this.#capabilities = capabilities
    this.#options = options
    this.#limits = resolveLimits(capabilities, options.limits)
    this.#lane = new Lane(options.concurrency ?? 'reject', 'bridge')
  }

  /** A guest state of its own, which ends with the run. */
  fresh(options: GuestOptions, compiled?: CompiledProgram): Site {
    const limits = this.limits(options)
    const scriptName = this.scriptName(options)
    const view = this.#view(options)
    const { randomSeed } = options
    const machine = this.#machine(options)
    return {
      lane: this.#lane,
      running: this.running,
      limits,
      scriptName,
      objects: new ObjectTable(this.#capabilities.language),
      compiled,
      open: (io) => this.#engine.open({ mode: 'run', scriptName, limits, view, randomSeed, machine }, io),
      release: close,
      loaded: undefined,
    }
  }

  /** A guest state for many runs. */
  session(options: SessionOptions): KeptGuest {
    const kept = this.#kept(options)
    const { limits, scriptName, io } = kept
    const { randomSeed, os } = options
    const view = this.#view(options)
    const machine = this.#machine(options) ?? {}
    const session = this.#engine.open({ mode: 'session', scriptName, limits, view, randomSeed, machine }, io)
    return { ...kept, session, os, machine }
  }

  /** A guest state that was dumped between two runs. @throws BridgeError `snapshot-invalid`, `unsupported` */
  async loadSession(bytes: Uint8Array, options: LoadOptions): Promise<KeptGuest> {
    const kept = this.#kept(options)
    const { session, turn, scriptName } = await this.#load(bytes, options, kept)
    if (!turn) return { ...kept, session, scriptName: options.scriptName ?? scriptName ?? kept.scriptName }
    session.close()
    throw new BridgeError(
      'snapshot-invalid',
      'the snapshot is of a guest that waits for an answer; use loadTurn or resume',
    )
  }

  /** A guest state that was dumped while it waited. @throws BridgeError `snapshot-invalid`, `unsupported` */
  async loadTurn(bytes: Uint8Array, options: LoadOptions): Promise<Site> {
    const kept = this.#kept(options)
    const { io, limits, objects } = kept
    const { session, turn, ...loaded } = await this.#load(bytes, options, kept)
    const scriptName = options.scriptName ?? loaded.scriptName ?? kept.scriptName
    if (!turn) {
      session.close()
      throw new BridgeError('snapshot-invalid', 'the snapshot is of an idle session; use loadSession')
    }
    const open: Site['open'] = (current) => {
      io.current = current
      return session
    }
    const lane = this.#lane
    const { running } = this
    return { lane, running, limits, scriptName, objects, compiled: undefined, open, release: close, loaded: turn }
  }

  /** The limits of a run with such options. @throws BridgeError `invalid-argument`, `unsupported` */
  limits({ limits }: GuestOptions): ResolvedLimits {
    return limits ? resolveLimits(this.#capabilities, this.#options.limits, limits) : this.#limits
  }

  scriptName({ scriptName }: GuestOptions): string {
    return scriptName ?? (this.#capabilities.language === 'python' ? 'main.py' : 'main.js')
  }

  #kept(options: GuestOptions): Omit<KeptGuest, 'session'> {
    const limits = this.limits(options)
    return {
      io: new IoSwitch(),
      limits,
      scriptName: this.scriptName(options),
      objects: new ObjectTable(this.#capabilities.language),
    }
  }

  #load(
    bytes: Uint8Array,
    options: LoadOptions,
    { limits, io }: Pick<KeptGuest, 'limits' | 'io'>,
  ): MaybePromise<LoadedSession> {
    if (!(bytes instanceof Uint8Array)) throw new BridgeError('invalid-argument', 'a snapshot must be a Uint8Array')
    const { backend } = this.#capabilities
    if (!this.#engine.load) throw new BridgeError('unsupported', `${backend} cannot load snapshots`)
    const settings: EngineLoadOptions = { limits, view: this.#view(options), key: options.key }
    return this.#engine.load(bytes, settings, io)
  }

  #machine({ os = this.#options.os }: Pick<GuestOptions, 'os'>): MachineFacts | undefined {
    return os?.machine
  }

  #view(options: Pick<GuestOptions, 'view'>): NonNullable<RunOptions['view']> {
    return options.view ?? this.#options.view ?? 'natural'
  }
}
