import type {
  Answer,
  EngineProgram,
  EngineSource,
  MachineFacts,
  ResolvedLimits,
  Settled,
  ValueView,
} from '@interpreter-bridge/core'
import { writeValue, writeValues } from './encode.js'
import type { Writer } from './writer.js'

/** The operations of `crates/monty-bridge/src/request.rs`. */
const Op = {
  start: 1,
  compile: 2,
  runProgram: 3,
  dropProgram: 4,
  open: 5,
  feed: 6,
  resume: 7,
  dump: 8,
  load: 9,
  setMaxDuration: 10,
  abandon: 11,
  close: 12,
  continuation: 13,
  live: 14,
  dumpProgram: 15,
  loadProgram: 16,
} as const

/** What a session is opened with, as far as Rust needs it. */
export interface SessionSettings {
  readonly scriptName: string
  readonly limits: ResolvedLimits
  readonly view: ValueView
  readonly randomSeed?: number | undefined
  readonly machine?: MachineFacts | undefined
}

/** Writes requests. One method per operation. */
export const requests = {
  start(out: Writer, program: EngineProgram, settings: SessionSettings): void {
    out.u8(Op.start)
    out.str(program.code)
    out.str(settings.scriptName)
    limits(out, settings.limits)
    policy(out, settings)
    writeValues(out, program.inputs, settings.view)
  },

  compile(out: Writer, source: EngineSource, inputNames: readonly string[]): void {
    out.u8(Op.compile)
    out.str(source.code)
    out.str(source.scriptName)
    policy(out, source)
    out.len(inputNames.length)
    for (const name of inputNames) out.str(name)
  },

  runProgram(out: Writer, program: number, inputs: Readonly<Record<string, unknown>>, settings: SessionSettings): void {
    out.u8(Op.runProgram)
    out.u32(program)
    limits(out, settings.limits)
    policy(out, settings)
    writeValues(out, inputs, settings.view)
  },

  dumpProgram(out: Writer, program: number, key: Uint8Array | undefined): void {
    out.u8(Op.dumpProgram)
    out.u32(program)
    optBlob(out, key)
  },

  loadProgram(out: Writer, bytes: Uint8Array, key: Uint8Array | undefined): void {
    out.u8(Op.loadProgram)
    out.blob(bytes)
    optBlob(out, key)
  },

  dropProgram(out: Writer, program: number): void {
    out.u8(Op.dropProgram)
    out.u32(program)
  },

  open(out: Writer, settings: SessionSettings): void {
    out.u8(Op.open)
    out.str(settings.scriptName)
    limits(out, settings.limits)
    policy(out, settings)
  },

  feed(out: Writer, session: number, program: EngineProgram, view: ValueView): void {
    out.u8(Op.feed)
    out.u32(session)
    out.str(program.code)
    out.optStr(program.scriptName)
    writeValues(out, program.inputs, view)
  },

  resume(out: Writer, session: number, answer: Answer, view: ValueView): void {
    out.u8(Op.resume)
    out.u32(session)
    switch (answer.kind) {
      case 'value':
        out.u8(0)
        writeValue(out, answer.value, view)
        break
      case 'raise':
        out.u8(1)
        raise(out, answer.raise)
        break
      case 'pending':
        out.u8(2)
        break
      case 'notFound':
        out.u8(3)
        break
      case 'settled':
        settled(out, answer.settled, view, 4)
        break
      case 'futures':
        out.u8(6)
        out.len(answer.results.size)
        for (const [callId, result] of answer.results) {
          out.u32(callId)
          settled(out, result, view, 0)
        }
        break
      case 'abort':
        out.u8(7)
        raise(out, answer.raise)
        break
    }
  },

  dump(out: Writer, session: number, key: Uint8Array | undefined): void {
    out.u8(Op.dump)
    out.u32(session)
    optBlob(out, key)
  },

  load(out: Writer, bytes: Uint8Array, key: Uint8Array | undefined, resolved: ResolvedLimits): void {
    out.u8(Op.load)
    out.blob(bytes)
    optBlob(out, key)
    limits(out, resolved)
  },

  setMaxDuration(out: Writer, session: number, ms: number): void {
    out.u8(Op.setMaxDuration)
    out.u32(session)
    out.f64(ms)
  },

  abandon(out: Writer, session: number): void {
    out.u8(Op.abandon)
    out.u32(session)
  },

  close(out: Writer, session: number): void {
    out.u8(Op.close)
    out.u32(session)
  },

  continuation(out: Writer, code: string): void {
    out.u8(Op.continuation)
    out.str(code)
  },

  live(out: Writer): void {
    out.u8(Op.live)
  },
} as const

/** The limits that Rust enforces, in the order of its presence mask. */
const rustLimits = [
  'memoryBytes',
  'timeMs',
  'turnTimeMs',
  'stackDepth',
  'maxAllocations',
  'gcInterval',
  'maxPrintBytes',
  'maxResultBytes',
] as const

function limits(out: Writer, resolved: ResolvedLimits): void {
  let mask = 0
  for (let bit = 0; bit < rustLimits.length; bit++) {
    if (resolved[rustLimits[bit] as (typeof rustLimits)[number]] !== undefined) mask |= 1 << bit
  }
  out.u8(mask)
  for (const name of rustLimits) {
    const value = resolved[name]
    if (value !== undefined) out.f64(value)
  }
}

function policy(out: Writer, { randomSeed, machine }: Pick<SessionSettings, 'randomSeed' | 'machine'>): void {
  out.bool(randomSeed !== undefined)
  if (randomSeed !== undefined) out.i64(BigInt(randomSeed))
  out.optStr(machine?.timeZone)
  out.optStr(machine?.cwd)
}

function settled(out: Writer, result: Settled, view: ValueView, base: number): void {
  if ('raise' in result) {
    out.u8(base + 1)
    raise(out, result.raise)
  } else {
    out.u8(base)
    writeValue(out, result.value, view)
  }
}

function raise(out: Writer, { excType, message }: { readonly excType: string; readonly message: string }): void {
  out.str(excType)
  out.optStr(message === '' ? undefined : message)
}

function optBlob(out: Writer, bytes: Uint8Array | undefined): void {
  out.bool(bytes !== undefined)
  if (bytes) out.blob(bytes)
}
