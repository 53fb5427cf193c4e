import type { GuestFault } from './errors.js'
import type { StackFrame } from './stack-frame.js'

/** Python shows this many equal frames, then says how many more there are. */
const EQUAL_FRAMES_SHOWN = 3

/**
 * The traceback as CPython prints it, ending in `Type: message`.
 * Carets are `~` throughout, where CPython 3.11+ tells operator and operands apart.
 */
export function formatTraceback(error: GuestFault): string {
  const lines: string[] = []
  if (error.traceback.length > 0) lines.push('Traceback (most recent call last):')
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
  lines.push(error.message === '' ? error.excType : `${error.excType}: ${error.message}`)
  return lines.join('\n')
}

function sameLine(a: StackFrame, b: StackFrame): boolean {
  return a.filename === b.filename && a.startLine === b.startLine && a.frameName === b.frameName
}

function formatFrame(frame: StackFrame): string[] {
  const where = `  File "${frame.filename}", line ${frame.startLine}`
  const lines = [frame.hideFrameName ? where : `${where}, in ${frame.frameName ?? '<module>'}`]
  if (frame.previewLine === undefined) return lines
  if (frame.startLine !== frame.endLine) {
    return [...lines, ...frame.previewLine.split('\n').map((line) => `    ${line}`)]
  }
  const text = frame.previewLine.trimStart()
  lines.push(`    ${text}`)
  if (!frame.hideCaret) {
    const indent = frame.previewLine.length - text.length
    const start = Math.max(frame.startColumn - 1 - indent, 0)
    lines.push(`    ${' '.repeat(start)}${'~'.repeat(Math.max(frame.endColumn - frame.startColumn, 1))}`)
  }
  return lines
}
