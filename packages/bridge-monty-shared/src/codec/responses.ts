import {
  BridgeError,
  type EngineUsage,
  type GuestFault,
  type HostCall,
  HostObject,
  type HostReceiver,
  type LimitExceeded,
  type SourcePosition,
  type StackFrame,
  type Turn,
} from '@interpreter-bridge/core'
import { asInCPython } from '../frames.js'
import { type DecodeContext, define, readNodes, readValue } from './decode.js'
import type { Reader } from './reader.js'

/** The kinds of `crates/monty-bridge/src/response.rs`. */
const Kind = {
  done: 0,
  failed: 1,
  call: 2,
  osCall: 3,
  name: 4,
  futures: 5,
  crashed: 6,
  id: 7,
  bytes: 8,
  refused: 9,
  malformed: 10,
  badSnapshot: 11,
} as const

/** A turn, and the number of the session that took it: 0 when nothing more can be done with it. */
export interface TurnResponse {
  readonly session: number
  readonly turn: Turn
}

/** Reads a response that is a turn. @throws BridgeError for anything else */
export function readTurn(input: Reader, context: DecodeContext): TurnResponse {
  return turnOf(input.u8(), input, context)
}

/** Reads what a snapshot held: a waiting guest, or an idle session. */
export function readLoaded(input: Reader, context: DecodeContext): LoadedResponse {
  const kind = input.u8()
  const { session, turn } = kind === Kind.id ? { session: input.u32(), turn: undefined } : turnOf(kind, input, context)
  return { session, turn, scriptName: input.str() }
}

export interface LoadedResponse {
  readonly session: number
  readonly turn: Turn | undefined
  readonly scriptName: string
}

/** Reads the number of a parsed program, or why it did not parse. */
export function readProgram(input: Reader): number | (Turn & { kind: 'failed' }) {
  const kind = input.u8()
  const id = input.u32()
  if (kind === Kind.id) return id
  if (kind !== Kind.failed) throw problem(kind, input)
  const usage = readUsage(input)
  return { kind: 'failed', fault: readFault(input), usage }
}

function turnOf(kind: number, input: Reader, context: DecodeContext): TurnResponse {
  const session = input.u32()
  switch (kind) {
    case Kind.done: {
      const usage = readUsage(input)
      return { session, turn: { kind: 'done', value: readValue(input, context), usage } }
    }
    case Kind.failed: {
      const usage = readUsage(input)
      return { session, turn: { kind: 'failed', fault: readFault(input), usage } }
    }
    case Kind.call: {
      const callId = input.u32()
      const name = input.name()
      const receiver = readReceiver(input, context)
      return { session, turn: { kind: 'call', call: readCall(input, context, callId, name, receiver) } }
    }
    case Kind.osCall: {
      const callId = input.u32()
      const name = input.name()
      return { session, turn: { kind: 'osCall', call: readCall(input, context, callId, name, undefined) } }
    }
    case Kind.name: {
      const name = input.name()
      const receiver = readReceiver(input, context)
      readPosition(input)
      return { session, turn: { kind: 'name', name, receiver } }
    }
    case Kind.futures: {
      readPosition(input)
      const callIds = Array.from({ length: input.len() }, () => input.u32())
      return { session, turn: { kind: 'futures', callIds } }
    }
    default:
      throw problem(kind, input)
  }
}

/** Reads a response that is a number. */
export function readId(input: Reader): number {
  const kind = input.u8()
  const id = input.u32()
  if (kind !== Kind.id) throw problem(kind, input)
  return id
}

/** Reads a program that was loaded. */
export function readLoadedProgram(input: Reader): LoadedProgramResponse {
  const id = readId(input)
  const [code, scriptName] = [input.str(), input.str()]
  return { id, code, scriptName, inputNames: Array.from({ length: input.len() }, () => input.str()) }
}

export interface LoadedProgramResponse {
  readonly id: number
  readonly code: string
  readonly scriptName: string
  readonly inputNames: readonly string[]
}

/** Reads the response to `abandon`. */
export function readAbandoned(input: Reader): EngineUsage {
  readId(input)
  return readUsage(input)
}

/** Reads a response that is bytes. */
export function readBytes(input: Reader): Uint8Array {
  const kind = input.u8()
  input.u32()
  if (kind !== Kind.bytes) throw problem(kind, input)
  return input.blob()
}

function problem(kind: number, input: Reader): BridgeError {
  switch (kind) {
    case Kind.crashed:
      return new BridgeError('engine-crashed', `the interpreter panicked: ${input.str()}`)
    case Kind.refused:
      return new BridgeError('session-dead', input.str())
    case Kind.badSnapshot:
      return new BridgeError('snapshot-invalid', input.str())
    case Kind.malformed:
      return new BridgeError('engine-crashed', `the two halves of the Monty backend disagree: ${input.str()}`)
    default:
      return new BridgeError('engine-crashed', `unexpected response ${kind}`)
  }
}

function readUsage(input: Reader): EngineUsage {
  const usage = { timeMs: input.f64(), memoryBytes: input.f64(), allocations: input.f64() }
  input.f64()
  return usage
}

/** Whose method or attribute it is. A guest that was loaded may hold what nobody here has made. */
function readReceiver(input: Reader, context: DecodeContext): HostReceiver | undefined {
  if (!input.bool()) return undefined
  const id = input.uuid()
  return context.hostObject(id) ?? HostObject.unknown(id)
}

function readPosition(input: Reader): SourcePosition {
  return { scriptName: input.name(), start: input.len(), end: input.len() }
}

/** Written without spreading: this runs for every host call, and one object shape is what makes it fast. */
function readCall(
  input: Reader,
  context: DecodeContext,
  callId: number,
  name: string,
  receiver: HostReceiver | undefined,
): HostCall {
  const awaited = input.bool()
  const position = readPosition(input)
  const nodes = readNodes(input, context)
  const args: unknown[] = []
  for (let left = input.len(); left > 0; left--) args.push(nodes[input.len()])
  const kwargs: Record<string, unknown> = {}
  for (let left = input.len(); left > 0; left--) define(kwargs, nodes[input.len()] as string, nodes[input.len()])
  return { callId, name, args, kwargs, receiver, awaited, position }
}

function readFault(input: Reader): GuestFault {
  const excType = input.str()
  const message = input.optStr() ?? ''
  const limit: LimitExceeded | undefined = input.bool()
    ? { limit: input.str(), value: input.f64(), used: input.f64() }
    : undefined
  return { excType, message, limit, traceback: asInCPython(readFrames(input), { excType, message }) }
}

function readFrames(input: Reader): StackFrame[] {
  let preview: string | undefined
  return Array.from({ length: input.len() }, () => {
    const filename = input.name()
    const range = { startLine: input.len(), startColumn: input.len(), endLine: input.len(), endColumn: input.len() }
    const frameName = input.bool() ? input.name() : undefined
    const how = input.u8()
    if (how !== 1) preview = how === 2 ? input.str() : undefined
    return {
      filename,
      ...range,
      ...(frameName === undefined ? {} : { frameName }),
      ...(preview === undefined ? {} : { previewLine: preview }),
      hideCaret: input.bool(),
      hideFrameName: input.bool(),
    }
  })
}
