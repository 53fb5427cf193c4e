import type { GuestFault, LimitExceeded, StackFrame } from '@interpreter-bridge/core'
import type { Sources } from './sources.js'

/** The prelude's frames are not the guest's business. */
export const PRELUDE_FILE = '<prelude>'

/** What the prelude says of whatever was thrown. Any part may be missing, and all of it may be a lie. */
export type Description = readonly [name: string | null, message: string | null, stack: string | null, isError: boolean]

/** Reads a description defensively: the texts are the guest's. */
export function faultFrom(description: Description, sources: Sources): GuestFault {
  const [name, message, stack] = description
  return {
    excType: name || 'Error',
    message: message ?? 'the error has no message that can be read',
    traceback: parseStack(stack ?? '', sources),
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

/** QuickJS reports a limit as an InternalError with one of these texts. */
export function limitBehind(fault: GuestFault): 'memoryBytes' | 'stackBytes' | undefined {
  if (fault.excType !== 'InternalError') return undefined
  if (fault.message === 'out of memory') return 'memoryBytes'
  if (fault.message === 'stack overflow') return 'stackBytes'
  return undefined
}

/** A fault for a limit that the engine itself watches. */
export function limitFault(limit: LimitExceeded): GuestFault {
  const used = Math.round(limit.used)
  return {
    excType: 'InternalError',
    message: `${limit.limit} exceeded: ${used} > ${limit.value}`,
    traceback: [],
    limit,
  }
}
