import type { GuestFault, LimitExceeded, Raise, ResolvedLimits, StackFrame } from '@interpreter-bridge/core'
import type { Sources } from './sources.js'

/** The prelude's frames are not the guest's business. */
export const PRELUDE_FILE = '<prelude>'

/** What the prelude says of whatever was thrown. Any part may be missing, and all of it but `internal` may be a lie. */
export interface Description {
  readonly name: string | null
  readonly message: string | null
  readonly stack: string
  /** An InternalError: of QuickJS, or one that the guest has made. */
  readonly internal: boolean
  readonly cause?: Description
  readonly errors?: readonly Description[]
}

/** Reads a description defensively: the texts are the guest's. */
export function faultFrom(description: Description, sources: Sources): GuestFault {
  const { name, message, stack, cause, errors } = description
  const inner = (of: Description): GuestFault => faultFrom(of, sources)
  return {
    excType: name || 'Error',
    message: message ?? 'the error has no message that can be read',
    traceback: parseStack(stack, sources),
    ...(cause && { cause: inner(cause) }),
    ...(errors && { errors: errors.map(inner) }),
  }
}

/** `    at f (main.js:1:35)` or `    at main.js:1:8`: innermost first, as QuickJS prints them. */
const frameLine = /^ {4}at (?:(.*) \((.+):(\d+):(\d+)\)|(.+):(\d+):(\d+))$/

function parseStack(stack: string, sources: Sources): StackFrame[] {
  const frames: StackFrame[] = []
  for (const line of stack.split('\n').slice(0, 1000)) {
    const match = frameLine.exec(line)
    const evaluated = match?.[2] ?? match?.[5]
    if (!match || evaluated === undefined || evaluated === PRELUDE_FILE) continue
    const startLine = Number(match[3] ?? match[6])
    const startColumn = Number(match[4] ?? match[7])
    const name = match[1]
    const { scriptName, previewLine } = sources.find(evaluated, startLine)
    frames.unshift({
      filename: scriptName,
      startLine,
      startColumn,
      endLine: startLine,
      endColumn: startColumn,
      ...(name === undefined || name === '<eval>' || name === '<anonymous>' ? {} : { frameName: name }),
      ...(previewLine === undefined ? {} : { previewLine }),
      hideCaret: true,
      hideFrameName: name === undefined,
    })
  }
  return frames
}

/** A fault that has no place in the source. */
export function faultOf(raise: Raise): GuestFault {
  return { ...raise, traceback: [] }
}

/** A fault for a limit that the engine itself watches. */
export function limitFault(limit: LimitExceeded): GuestFault {
  const used = Math.round(limit.used)
  return {
    ...faultOf({ excType: 'InternalError', message: `${limit.limit} exceeded: ${used} > ${limit.value}` }),
    limit,
  }
}

/** What a guest has used up, as the fault's `limit`. */
export function usedUp(limit: 'memoryBytes' | 'stackBytes', limits: ResolvedLimits): Pick<GuestFault, 'limit'> {
  const value = limits[limit] ?? 0
  return { limit: { limit, value, used: value } }
}

export function outOfMemory(limits: ResolvedLimits): GuestFault {
  return { ...faultOf({ excType: 'InternalError', message: 'out of memory' }), ...usedUp('memoryBytes', limits) }
}
