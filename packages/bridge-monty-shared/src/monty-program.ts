import { BridgeError, type CompiledProgram, isPromise } from '@interpreter-bridge/core'
import { requests } from './codec/requests.js'
import { readBytes, readId } from './codec/responses.js'
import type { MontyPort } from './port.js'

/** A parsed program in the memory of one port. */
export class MontyProgram implements CompiledProgram {
  readonly inputNames: readonly string[]
  /** The host functions that take a builtin's place: they are bound after the inputs. */
  readonly functionNames: readonly string[]
  readonly #port: MontyPort
  readonly #id: number

  /** `names`: what is bound before the program starts, in order; a function's with `()`. */
  constructor(port: MontyPort, id: number, names: readonly string[]) {
    this.#port = port
    this.#id = id
    this.inputNames = names.filter((name) => !name.endsWith('()'))
    this.functionNames = names.filter((name) => name.endsWith('()')).map((name) => name.slice(0, -2))
  }

  /** The program's number on `port`. A trap took the programs of its instance along. */
  on(port: MontyPort): number {
    if (port !== this.#port)
      throw new BridgeError('engine-crashed', 'the instance that held this program trapped; compile it again')
    return this.#id
  }

  dump(key: Uint8Array | undefined): Uint8Array {
    const bytes = this.#port.exchange((out) => requests.dumpProgram(out, this.#id, key), readBytes)
    if (isPromise(bytes)) throw new BridgeError('unsupported', 'this program is elsewhere')
    return bytes
  }

  close(): void {
    if (!this.#port.broken) void this.#port.exchange((out) => requests.dropProgram(out, this.#id), readId)
  }
}
