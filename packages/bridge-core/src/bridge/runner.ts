import type { Observable } from 'rxjs'
import type { BridgeTurn } from '../contract/bridge-turn.js'
import type { InterpreterEngine } from '../contract/engine.js'
import type { BridgeEvent } from '../contract/events.js'
import type { BridgeOptions, RunOptions, StartOptions } from '../contract/options.js'
import type { RunResult } from '../contract/run-result.js'
import { BridgeError } from '../errors/errors.js'
import type { FunctionRegistry } from '../functions/function-registry.js'
import { isPromise } from '../platform/promise.js'
import { eventStream } from '../run/event-stream.js'
import { HandHost } from '../run/hand-host.js'
import { HandlerHost } from '../run/handler-host.js'
import type { Patience } from '../run/lane.js'
import { Launch } from '../run/launch.js'
import { toResult } from '../run/outcome.js'
import type { RunPlan } from '../run/run-plan.js'
import type { PreparedRun } from '../run/running.js'
import { checkCode, checkRunOptions } from './check-options.js'
import type { Site } from './sites.js'

/** What differs between the ways to run a program. */
type Way = Pick<RunPlan, 'host' | 'observer' | 'output' | 'onPrint' | 'sync' | 'patience'> & {
  /** The functions that exist now. */
  readonly names: readonly string[]
}

/** Runs programs at sites, in each of the four ways: as a stream, a promise, synchronously, by hand. */
export class Runner {
  readonly engine: InterpreterEngine
  readonly options: BridgeOptions
  readonly functions: FunctionRegistry

  constructor(engine: InterpreterEngine, options: BridgeOptions, functions: FunctionRegistry) {
    this.engine = engine
    this.options = options
    this.functions = functions
  }

  execute(code: string, options: RunOptions, site: () => Site): Observable<BridgeEvent> {
    return eventStream((observer) => this.#prepare(code, options, site(), this.#byHandlers(options, observer, 'queue')))
  }

  async run<T>(code: string, options: RunOptions, site: () => Site): Promise<RunResult<T>> {
    const output = { text: '' }
    const way = this.#byHandlers(options, undefined, 'queue', output)
    return toResult(await this.#prepare(code, options, site(), way).start(), output.text)
  }

  runSync<T>(code: string, options: RunOptions, site: () => Site): RunResult<T> {
    const { sync, backend } = this.engine.capabilities
    if (!sync) throw new BridgeError('unsupported', `${backend} cannot run synchronously`)
    const output = { text: '' }
    const way = this.#byHandlers(options, undefined, 'none', output)
    const outcome = this.#prepare(code, options, site(), way).start()
    if (isPromise(outcome)) throw new BridgeError('engine-crashed', 'a synchronous run waits')
    return toResult(outcome, output.text)
  }

  async start(code: string, options: StartOptions, site: () => Site): Promise<BridgeTurn> {
    const names = new Set([...(options.functions ?? []), ...this.functions.names])
    const output = { text: '' }
    let hand: HandHost | undefined
    const run = this.#prepare(code, options, site(), {
      host: (hosted) => {
        hand = new HandHost(hosted, names, output)
        return hand
      },
      names: [...names],
      observer: options.onEvent,
      onPrint: options.onPrint,
      output,
      sync: false,
      // It would wait for a person, and hold up everybody behind it.
      patience: 'moment',
    })
    return (hand as HandHost).begin(() => run.start())
  }

  #byHandlers(options: RunOptions, observer: RunPlan['observer'], patience: Patience, output?: { text: string }): Way {
    const { functions } = this
    const { mode } = this.options
    const os = options.os ?? this.options.os
    return {
      host: (run) => new HandlerHost(run, functions, os, mode),
      names: functions.names,
      observer,
      onPrint: undefined,
      output,
      sync: patience === 'none',
      patience,
    }
  }

  /** Validates and puts together; written out, because every run passes here. */
  #prepare(code: string, options: RunOptions, site: Site, way: Way): PreparedRun {
    this.#validate(code, options, site)
    const { scriptName, limits, objects, lane, compiled, running } = site
    const { host, observer, output, onPrint, sync, patience, names } = way
    return new Launch({
      program: { code, scriptName, inputs: options.inputs ?? {}, hostFunctions: names, compiled },
      scriptName,
      language: this.engine.capabilities.language,
      limits,
      functions: this.functions,
      objects,
      host,
      observer,
      output,
      onPrint,
      sync,
      open: site.open,
      release: site.release,
      loaded: site.loaded,
      lane,
      patience,
      running,
      signal: options.signal,
    })
  }

  #validate(code: string, options: RunOptions, { limits, objects }: Site): void {
    checkRunOptions(options, this.engine.capabilities)
    checkCode(code, limits)
    const { inputs } = options
    if (inputs) for (const name of Object.keys(inputs)) objects.admit(inputs[name], `inputs.${name}`)
  }
}
