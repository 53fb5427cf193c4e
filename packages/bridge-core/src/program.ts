import type { Observable } from 'rxjs'
import type { CompiledProgram } from './engine.js'
import { BridgeError } from './errors.js'
import type { BridgeEvent } from './events.js'
import type { DumpOptions } from './manual-turn.js'
import type { RunOptions } from './options.js'
import type { RunResult } from './run-result.js'
import type { Runner, Site } from './runner.js'

/** What a parsed program can be run with: everything but what parsing has fixed. */
export type ProgramRunOptions = Omit<RunOptions, 'scriptName' | 'randomSeed'>

/** A program that was parsed once. Each run is fresh. */
export interface BridgeProgram extends Disposable {
  readonly inputNames: readonly string[]
  run(options?: ProgramRunOptions): Promise<RunResult>
  runSync(options?: ProgramRunOptions): RunResult
  execute(options?: ProgramRunOptions): Observable<BridgeEvent>
  /** The program as bytes, for `bridge.loadProgram`: a cache that spares parsing. @throws BridgeError `unsupported` */
  dump(options?: DumpOptions): Uint8Array
  dispose(): void
}

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

  run(options: ProgramRunOptions = {}): Promise<RunResult> {
    return this.#runner.run(this.#code, options, () => this.#at(options))
  }

  runSync(options: ProgramRunOptions = {}): RunResult {
    return this.#runner.runSync(this.#code, options, () => this.#at(options))
  }

  dump({ key }: DumpOptions = {}): Uint8Array {
    if (this.#disposed) throw new BridgeError('disposed', 'the program was disposed; compile it again')
    if (!this.#compiled.dump) throw new BridgeError('unsupported', 'this backend cannot dump a program')
    return this.#compiled.dump(key)
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
    const given = Object.keys(options.inputs ?? {})
    const missing = this.inputNames.filter((name) => !given.includes(name))
    const unknown = given.filter((name) => !this.inputNames.includes(name))
    if (missing.length > 0 || unknown.length > 0) {
      const problem = missing.length > 0 ? `${missing.join(', ')} missing` : `${unknown.join(', ')} unknown`
      throw new BridgeError(
        'invalid-argument',
        `inputs: ${problem}; the program was compiled with ${this.inputNames.join(', ') || 'none'}`,
      )
    }
    return { ...this.#site(options), compiled: this.#compiled }
  }
}
