import type { Observable } from 'rxjs'
import type { CompiledProgram } from '../contract/engine.js'
import type { BridgeEvent } from '../contract/events.js'
import { knownOptions } from '../contract/known-options.js'
import type { BridgeProgram, ProgramRunOptions } from '../contract/program.js'
import type { RunResult } from '../contract/run-result.js'
import { checkKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { DumpOptions } from '../host/host-function.js'
import type { Runner } from './runner.js'
import type { Site } from './sites.js'

export class CompiledBridgeProgram implements BridgeProgram {
  readonly #runner: Runner
  readonly #code: string
  readonly #compiled: CompiledProgram
  readonly #site: (options: ProgramRunOptions) => Site
  #disposed = false

  constructor(runner: Runner, code: string, compiled: CompiledProgram, site: (options: ProgramRunOptions) => Site) {
    this.#runner = runner
    this.#code = code
    this.#compiled = compiled
    this.#site = site
  }

  get inputNames(): readonly string[] {
    return this.#compiled.inputNames
  }

  execute(options: ProgramRunOptions = {}): Observable<BridgeEvent> {
    return this.#runner.execute(this.#code, options, () => this.#at(options))
  }

  run<T>(options: ProgramRunOptions = {}): Promise<RunResult<T>> {
    return this.#runner.run(this.#code, options, () => this.#at(options))
  }

  runSync<T>(options: ProgramRunOptions = {}): RunResult<T> {
    return this.#runner.runSync(this.#code, options, () => this.#at(options))
  }

  dump(options: DumpOptions = {}): Uint8Array {
    checkKeys('dump', options, knownOptions.dump)
    if (this.#disposed) throw new BridgeError('disposed', 'the program was disposed; compile it again')
    if (!this.#compiled.dump) throw new BridgeError('unsupported', 'this backend cannot dump a program')
    return this.#compiled.dump(options.key)
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#compiled.close()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #at(options: ProgramRunOptions): Site {
    if (this.#disposed) throw new BridgeError('disposed', 'the program was disposed; compile it again')
    checkKeys('program.run', options, knownOptions.programRun)
    const { inputs } = options
    if (inputs === undefined && this.inputNames.length === 0) return this.#site(options)
    const given = Object.keys(inputs ?? {})
    const missing = this.inputNames.filter((name) => !given.includes(name))
    const unknown = given.filter((name) => !this.inputNames.includes(name))
    if (missing.length > 0 || unknown.length > 0) {
      const problem = missing.length > 0 ? `${missing.join(', ')} missing` : `${unknown.join(', ')} unknown`
      throw new BridgeError(
        'invalid-argument',
        `inputs: ${problem}; the program was compiled with ${this.inputNames.join(', ') || 'none'}`,
      )
    }
    return this.#site(options)
  }
}
