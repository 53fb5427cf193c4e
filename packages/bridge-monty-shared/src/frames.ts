import { caretsUnder, type PythonToken, pythonTokens, type StackFrame } from '@interpreter-bridge/core'

/** What is known of the exception whose frames are corrected. */
interface Raised {
  readonly excType: string
  readonly message: string
}

/** A source line's tokens, with columns as frames have them. */
interface Line {
  readonly tokens: readonly PythonToken[]
  readonly startColumn: (token: PythonToken) => number
  readonly endColumn: (token: PythonToken) => number
}

/**
 * Frames as CPython would have them. The engine marks a part of some statements where CPython marks all of them, and
 * hides carets for whole kinds of errors, where CPython looks whether they would mark all of a line.
 */
export function asInCPython(frames: readonly StackFrame[], raised: Raised): StackFrame[] {
  const cache = new Map<string, boolean>()
  return frames.map((frame, index) => {
    if (frame.hideFrameName || frame.previewLine === undefined) return frame
    const found = index === frames.length - 1 ? innermost(frame, raised) : frame
    const { startLine, startColumn, endLine, endColumn, filename } = found
    const key = `${startLine}:${startColumn}:${endLine}:${endColumn}:${filename}`
    const hideCaret = cache.get(key) ?? (caretsUnder(found) === undefined || failsToIterate(found, raised))
    cache.set(key, hideCaret)
    return { ...found, hideCaret }
  })
}

function innermost(frame: StackFrame, raised: Raised): StackFrame {
  const line = lineOf(frame.previewLine ?? '')
  const tested = test(frame, line, raised)
  const at = line.tokens.findIndex((token) => line.startColumn(token) === frame.startColumn)
  if (tested || at < 0) return tested ?? frame
  return (
    wholeRaise(frame, line, at) ?? augmented(frame, line, raised, at) ?? attribute(frame, line, raised, at) ?? frame
  )
}

/** `raise E` is marked as a statement, not as the exception in it. */
function wholeRaise(frame: StackFrame, line: Line, at: number): StackFrame | undefined {
  const raise = line.tokens[at - 1]
  if (!frame.hideCaret || raise?.text !== 'raise') return undefined
  return spanning(frame, line, raise, statementEnd(line, at))
}

/** Of `assert test, message` the test is marked, wherever the message was made. */
function test(frame: StackFrame, line: Line, { excType }: Raised): StackFrame | undefined {
  const assert = line.tokens.findLastIndex(
    (token) => token.text === 'assert' && line.startColumn(token) < frame.startColumn,
  )
  if (excType !== 'AssertionError' || !frame.hideCaret || assert < 0) return undefined
  const depth = line.tokens[assert]?.depth
  const end = line.tokens.findIndex(
    (token, index) => index > assert && token.depth === depth && /^[,;]$/.test(token.text),
  )
  const [first, last] = [line.tokens[assert + 1], line.tokens.at(end < 0 ? -1 : end - 1)]
  return first && last && spanning(frame, line, first, last)
}

/** `x += y` is marked as a statement when adding fails, not when `y` does: only where that cannot be. */
function augmented(frame: StackFrame, line: Line, raised: Raised, at: number): StackFrame | undefined {
  const operator = line.tokens[at - 1]
  if (operator?.depth !== 0 || !/^(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)=$/.test(operator.text)) return undefined
  const last = statementEnd(line, at)
  const single = last === line.tokens[at] && !/^(?:NameError|UnboundLocalError)$/.test(raised.excType)
  if (!single && !raised.message.includes(`for ${operator.text}: `)) return undefined
  const before = line.tokens.findLastIndex(
    ({ depth, text }, index) => index < at && depth === 0 && (text === ';' || text === ':'),
  )
  const first = line.tokens[before + 1]
  return first && spanning(frame, line, first, last)
}

/** Of `x.name()` only `x.name` is marked when there is no `name`. */
function attribute(frame: StackFrame, line: Line, raised: Raised, at: number): StackFrame | undefined {
  const name = /has no attribute '([^']+)'$/.exec(raised.message)?.[1]
  if (raised.excType !== 'AttributeError' || name === undefined) return undefined
  const end = line.tokens.findIndex((token) => line.endColumn(token) === frame.endColumn)
  const close = line.tokens[end]
  if (close?.text !== ')') return undefined
  const open = line.tokens.findLastIndex(
    ({ depth, text }, index) => index < end && text === '(' && depth === close.depth,
  )
  const [first, called] = [line.tokens[at], line.tokens[open - 1]]
  return first && called?.text === name && line.tokens[open - 2]?.text === '.'
    ? spanning(frame, line, first, called)
    : undefined
}

/** What cannot be iterated is marked as all of the `for` statement, unless it is a call, which may have failed itself. */
function failsToIterate(frame: StackFrame, { message }: Raised): boolean {
  if (!message.endsWith('object is not iterable')) return false
  const line = lineOf(frame.previewLine ?? '')
  const at = line.tokens.findIndex((token) => line.startColumn(token) === frame.startColumn)
  const end = line.tokens.findIndex((token) => line.endColumn(token) === frame.endColumn)
  const around = [line.tokens[at - 1]?.text, line.tokens[end + 1]?.text]
  return (
    /^(?:async|for)$/.test(line.tokens[0]?.text ?? '') && around.join(' ') === 'in :' && line.tokens[end]?.text !== ')'
  )
}

function statementEnd({ tokens }: Line, from: number): PythonToken {
  const semicolon = tokens.findIndex(({ text, depth }, index) => index > from && depth === 0 && text === ';')
  return tokens.at(semicolon < 0 ? -1 : semicolon - 1) as PythonToken
}

function spanning(frame: StackFrame, line: Line, first: PythonToken, last: PythonToken): StackFrame {
  const endColumn = frame.endLine > frame.startLine ? frame.endColumn : line.endColumn(last)
  return { ...frame, startColumn: line.startColumn(first), endColumn }
}

function lineOf(text: string): Line {
  const column = (offset: number): number => [...text.slice(0, offset)].length + 1
  return { tokens: pythonTokens(text), startColumn: ({ start }) => column(start), endColumn: ({ end }) => column(end) }
}
