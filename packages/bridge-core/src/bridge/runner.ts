import type { Observable } from 'rxjs'
import type { BridgeTurn } from '../contract/bridge-turn.js'
import type { CompiledProgram, EngineIo, EngineSession, InterpreterEngine, LoadedSession } from '../contract/engine.js'
import type { BridgeEvent } from '../contract/events.js'
import type { ResolvedLimits } from '../contract/limits.js'
import type { BridgeOptions, RunOptions, StartOptions } from '../contract/options.js'
import type { RunResult } from '../contract/run-result.js'
import { BridgeError } from '../errors/errors.js'
import type { FunctionRegistry } from '../functions/function-registry.js'
import type { ObjectTable } from '../functions/object-table.js'
import { isPromise } from '../platform/promise.js'
import { eventStream, type PreparedRun } from '../run/event-stream.js'
import type { Lane } from '../run/lane.js'
import { type Launch, launch } from '../run/launch.js'
import { ManualRun } from '../run/manual-run.js'
import { toResult } from '../run/run-result.js'
import { checkCode, checkRunOptions } from './check-options.js'

/** Where a run happens: a fresh guest state, a session's, or one that was loaded. */
export interface Site {
  readonly lane: Lane
  readonly limits: ResolvedLimits
  readonly scriptName: string
  readonly objects: ObjectTable
  readonly compiled?: CompiledProgram | undefined
  /** The guest state, with `io` as what it may ask while this run has it. */
  open(io: EngineIo): EngineSession
  /** Called once when the run has ended. */
  release(session: EngineSession): void
  /** Set when the guest state was loaded while it waited: the run goes on instead of starting. */
  readonly loaded?: LoadedSession['turn']
}

type Watch = Pick<Launch['config'], 'sync' | 'observer'> & { readonly output?: { text: string } }

/** Runs programs at sites, in each of the four ways: as a stream, a promise, synchronously, by hand. */
export class Runner {
  readonly engine: InterpreterEngine
  readonly options: BridgeOptions
  readonly functions: FunctionRegistry
  /** What `dispose` cancels. */
  readonly running = new Set<Pick<PreparedRun, 'cancel'>>()

  constructor(engine: InterpreterEngine, options: BridgeOptions, functions: FunctionRegistry) {
    this.engine = engine
    this.options = options
    this.functions = functions
  }

  execute(code: string, options: RunOptions, site: () => Site): Observable<BridgeEvent> {
    return eventStream((observer) => this.#prepare(code, options, site(), { sync: false, observer }))
  }

  async run(code: string, options: RunOptions, site: () => Site): Promise<RunResult> {
    const output = { text: '' }
    const run = this.#prepare(code, options, site(), { sync: false, observer: undefined, output })
    return toResult(await run.start(), output.text)
  }

  runSync(code: string, options: RunOptions, site: () => Site): RunResult {
    const { sync, backend } = this.engine.capabilities
    if (!sync) throw new BridgeError('unsupported', `${backend} cannot run synchronously`)
    const output = { text: '' }
    const outcome = this.#prepare(code, options, site(), { sync: true, observer: undefined, output }).start()
    if (isPromise(outcome)) throw new BridgeError('busy', 'a synchronous run cannot wait for its turn or for a reload')
    return toResult(outcome, output.text)
  }

  async start(code: string, options: StartOptions, site: () => Site): Promise<BridgeTurn> {
    const place = site()
    this.#validate(code, options, place)
    const leave = await place.lane.hold()
    const { language, backend } = this.engine.capabilities
    const names = new Set([...(options.functions ?? []), ...this.functions.names])
    const run = new ManualRun(
      {
        scriptName: place.scriptName,
        limits: place.limits,
        objects: place.objects,
        language,
        backend,
        isFunction: (name) => names.has(name),
        onPrint: options.onPrint,
        onEnd: (session) => {
          this.running.delete(run)
          place.release(session)
          leave()
        },
      },
      (io) => place.open(io),
    )
    this.running.add(run)
    if (place.loaded) return run.continueFrom(place.loaded)
    return run.start({ code, inputs: options.inputs ?? {}, hostFunctions: [...names], compiled: place.compiled })
  }

  cancelAll(reason: unknown): void {
    for (const run of [...this.running]) run.cancel(reason)
  }

  #prepare(code: string, options: RunOptions, site: Site, watch: Watch): PreparedRun {
    this.#validate(code, options, site)
    const { language } = this.engine.capabilities
    const os = options.os ?? this.options.os
    const { scriptName, limits, objects, lane, compiled } = site
    return launch({
      config: { ...watch, scriptName, limits, target: { language, functions: this.functions, objects, os } },
      open: (io) => site.open(io),
      program: { code, inputs: options.inputs ?? {}, hostFunctions: this.functions.names, compiled },
      loaded: site.loaded,
      lane,
      running: this.running,
      signal: options.signal,
      release: (session) => site.release(session),
    })
  }

  #validate(code: string, options: RunOptions, { limits, objects }: Site): void {
    checkRunOptions(options, this.engine.capabilities)
    checkCode(code, limits)
    for (const [name, value] of Object.entries(options.inputs ?? {})) objects.admit(value, `inputs.${name}`)
  }
}
