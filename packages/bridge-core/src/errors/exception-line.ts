import { quotePython } from '../platform/python-string.js'
import { pythonTokens } from './python-tokens.js'
import type { StackFrame } from './stack-frame.js'

interface Named {
  readonly excType: string
  readonly message: string
  readonly traceback: readonly StackFrame[]
}

/**
 * `ValueError: no such table`, as the last line of a traceback reads. Python shows what a `KeyError` was given by its
 * `repr`: a text in quotes, a number as it is. Engines keep texts only, so what reads like another value is taken for one,
 * unless the failing line has it in quotes.
 */
export function exceptionLine({ excType, message, traceback }: Named): string {
  if (excType === 'KeyError' && (message !== '' || traceback.length > 0)) return keyError(message, traceback.at(-1))
  return message === '' ? excType : `${excType}: ${message}`
}

/** Numbers, constants and what begins with a bracket, as `repr` shows them; the last is a text of CPython's own. */
const otherKey =
  /^(?:-?(?:\d+(?:\.\d+)?(?:e[+-]\d+)?|inf|nan)|None|True|False|b?['"(].*|frozenset\(.*|datetime\..*|<.*>)$/s

function keyError(message: string, frame: StackFrame | undefined): string {
  if (message === '') return 'KeyError'
  const quoted = quotePython(message)
  const literal = /["']/.test(message) ? [] : [`'${message}'`, `"${message}"`]
  const inSource = pythonTokens(frame?.previewLine ?? '').some(({ text }) => literal.includes(text))
  return `KeyError: ${otherKey.test(message) && !inSource ? message : quoted}`
}
