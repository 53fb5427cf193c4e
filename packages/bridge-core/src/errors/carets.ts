import { pythonOperator } from './python-operator.js'
import type { StackFrame } from './stack-frame.js'

/** What a terminal shows in two columns. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

const width = (chars: readonly string[]): number =>
  chars.reduce((columns, char) => columns + (wide.test(char) ? 2 : 1), 0)

/**
 * The line of `^` and `~` under a frame's source line without its indentation, by the rules of CPython 3.11 and 3.12.
 * Undefined where they would mark all of the line: then CPython prints none.
 */
export function caretsUnder(frame: StackFrame): string | undefined {
  const chars = [...(frame.previewLine ?? '')]
  const indent = chars.findIndex((char) => /\S/.test(char))
  if (indent < 0) return undefined
  const stripped = chars.join('').trim()
  const lineEnd = chars.join('').trimEnd()
  const several = frame.endLine > frame.startLine
  const start = Math.min(Math.max(frame.startColumn - 1, indent), chars.length)
  const end = several ? [...lineEnd].length : Math.min(frame.endColumn - 1, chars.length)
  const marked = chars.slice(start, end)
  const operator = several ? undefined : pythonOperator(marked.join(''))
  if (marked.length >= [...stripped].length && !operator) return undefined
  const pad = ' '.repeat(width(chars.slice(indent, start)))
  if (!operator) return marked.length > 0 ? pad + '^'.repeat(width(marked)) : undefined
  const text = marked.join('')
  const columns = (from: number, to?: number): number => width([...text.slice(from, to)])
  const { start: from, end: to } = operator
  return pad + '~'.repeat(columns(0, from)) + '^'.repeat(columns(from, to)) + '~'.repeat(columns(to))
}

/** The line of `^` under the source line of a syntax error, of one `^` at least; its end may be after the line. */
export function caretsUnderSyntaxError(frame: StackFrame): string {
  const chars = [...(frame.previewLine ?? '')]
  const indent = Math.max(
    chars.findIndex((char) => /\S/.test(char)),
    0,
  )
  const start = Math.max(frame.startColumn - 1, indent)
  const end = frame.endLine > frame.startLine ? chars.length : frame.endColumn - 1
  return (
    ' '.repeat(width(chars.slice(indent, start)) + Math.max(start - chars.length, 0)) +
    '^'.repeat(Math.max(end - start, 1))
  )
}
