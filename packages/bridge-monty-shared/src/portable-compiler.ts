import { BridgeError, type InterpreterEngine } from '@interpreter-bridge/core'
import { boundNames } from './builtins.js'
import { Names } from './codec/names.js'
import { Reader } from './codec/reader.js'
import { requests } from './codec/requests.js'
import { readBytes, readLoadedProgram, readProgram } from './codec/responses.js'
import { Writer } from './codec/writer.js'
import { PortableProgram } from './portable-program.js'

/** Gives requests to a process of their own, waits for it to end, and returns the responses. */
export type Exchange = (requests: readonly Uint8Array[]) => readonly Uint8Array[]

/** The number of the first program in a fresh process: place 0, used once (`slots.rs`). */
const FIRST_PROGRAM = 1 << 20

/** Parses programs in processes that last for one parse, so that nothing of a guest is parsed in the host. */
export function portableCompiler(exchange: Exchange): Pick<InterpreterEngine, 'compile' | 'loadProgram'> {
  const ask = <T>(write: (out: Writer) => void, read: (input: Reader) => T, key: Uint8Array | undefined) => {
    const [first, second] = exchange([request(write), request((out) => requests.dumpProgram(out, FIRST_PROGRAM, key))])
    if (!first || !second) throw new BridgeError('engine-crashed', "the interpreter's process ended while it parsed")
    const reader = new Reader(new Names())
    reader.reset(first, true)
    const answer = read(reader)
    const bytes = (): Uint8Array => {
      reader.reset(second, true)
      return readBytes(reader)
    }
    return { answer, bytes }
  }
  const load = (bytes: Uint8Array, key: Uint8Array | undefined, sign: Uint8Array | undefined) =>
    ask((out) => requests.loadProgram(out, bytes, key), readLoadedProgram, sign)
  const signed = (bytes: Uint8Array, key: Uint8Array): Uint8Array => load(bytes, undefined, key).bytes()
  return {
    compile(source, inputNames) {
      const names = boundNames(source.hostFunctions, inputNames)
      const { answer, bytes } = ask((out) => requests.compile(out, source, names), readProgram, undefined)
      return typeof answer === 'number' ? new PortableProgram(bytes(), names, signed) : answer
    },
    loadProgram(bytes, key) {
      const { answer, bytes: unsigned } = load(bytes, key, undefined)
      const { id: _, inputNames, ...source } = answer
      return { program: new PortableProgram(unsigned(), inputNames, signed), source }
    },
  }
}

function request(write: (out: Writer) => void): Uint8Array {
  const writer = new Writer(new Uint8Array(4096))
  write(writer)
  return writer.written
}
