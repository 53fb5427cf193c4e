import type { CompiledProgram } from '@interpreter-bridge/core'
import { requests } from './codec/requests.js'
import { readLoadedProgram } from './codec/responses.js'
import { MontyProgram } from './monty-program.js'
import type { MontyPort } from './port.js'

/** A parsed program as bytes, which any port can load: for guests in processes of their own. */
export class PortableProgram implements CompiledProgram {
  readonly inputNames: readonly string[]
  readonly #names: readonly string[]
  readonly #bytes: Uint8Array
  readonly #sign: (bytes: Uint8Array, key: Uint8Array) => Uint8Array
  /** Where it is loaded already. */
  readonly #loaded = new WeakMap<MontyPort, Promise<MontyProgram>>()

  /** `names` as for `MontyProgram`. */
  constructor(bytes: Uint8Array, names: readonly string[], sign: (bytes: Uint8Array, key: Uint8Array) => Uint8Array) {
    this.#bytes = bytes
    this.#names = names
    this.inputNames = names.filter((name) => !name.endsWith('()'))
    this.#sign = sign
  }

  /** The program on `port`, loaded there when it is first asked for. */
  on(port: MontyPort): Promise<MontyProgram> {
    let program = this.#loaded.get(port)
    if (!program) {
      program = this.#load(port)
      this.#loaded.set(port, program)
    }
    return program
  }

  dump(key: Uint8Array | undefined): Uint8Array {
    return key ? this.#sign(this.#bytes, key) : this.#bytes.slice()
  }

  /** What a process has loaded goes with the process. */
  close(): void {}

  async #load(port: MontyPort): Promise<MontyProgram> {
    const { id } = await port.exchange((out) => requests.loadProgram(out, this.#bytes, undefined), readLoadedProgram)
    return new MontyProgram(port, id, this.#names)
  }
}
