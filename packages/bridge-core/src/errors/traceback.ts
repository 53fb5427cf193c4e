import { caretsUnder, caretsUnderSyntaxError } from './carets.js'
import type { GuestFault } from './errors.js'
import { exceptionLine } from './exception-line.js'
import type { StackFrame } from './stack-frame.js'

/** Python shows this many equal frames, then says how many more there are. */
const EQUAL_FRAMES_SHOWN = 3

/**
 * The traceback as CPython prints it, ending in `Type: message`. Where versions differ it follows 3.11 and 3.12: `~` and
 * `^` under binary operations and subscriptions, `^` under everything else, nothing where all of a line would be marked,
 * and of a statement of several lines the first.
 */
export function formatTraceback(error: GuestFault): string {
  const lines: string[] = []
  if (error.traceback.some((frame) => !isSyntaxError(frame))) lines.push('Traceback (most recent call last):')
  let run = 0
  let previous: StackFrame | undefined
  const flush = (): void => {
    const hidden = run - EQUAL_FRAMES_SHOWN
    if (hidden > 0) lines.push(`  [Previous line repeated ${hidden} more time${hidden === 1 ? '' : 's'}]`)
  }
  for (const frame of error.traceback) {
    if (previous && sameLine(previous, frame)) run++
    else {
      flush()
      run = 1
    }
    previous = frame
    if (run <= EQUAL_FRAMES_SHOWN) lines.push(...formatFrame(frame))
  }
  flush()
  lines.push(exceptionLine(error))
  return lines.join('\n')
}

/** Python shows a syntax error's place without a function's name, and with no header above it. */
function isSyntaxError(frame: StackFrame): boolean {
  return frame.hideFrameName && !frame.hideCaret
}

function sameLine(a: StackFrame, b: StackFrame): boolean {
  return a.filename === b.filename && a.startLine === b.startLine && a.frameName === b.frameName
}

function formatFrame(frame: StackFrame): string[] {
  const where = `  File "${frame.filename}", line ${frame.startLine}`
  const lines = [frame.hideFrameName ? where : `${where}, in ${frame.frameName ?? '<module>'}`]
  const text = frame.previewLine?.trim() ?? ''
  if (text === '') return lines
  lines.push(`    ${text}`)
  if (frame.hideCaret) return lines
  const carets = frame.hideFrameName ? caretsUnderSyntaxError(frame) : caretsUnder(frame)
  if (carets !== undefined) lines.push(`    ${carets}`)
  return lines
}
