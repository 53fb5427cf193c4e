import { type PythonToken, pythonTokens } from './python-tokens.js'

/** The part of an expression that failed, as CPython marks it: offsets into the source, in UTF-16 units. */
export interface OperatorRange {
  readonly start: number
  readonly end: number
}

/** How strongly binary operators bind. What binds less than these makes an expression that is no operation. */
const strengths: Readonly<Record<string, number>> = {
  '|': 1,
  '^': 2,
  '&': 3,
  '<<': 4,
  '>>': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '//': 6,
  '%': 6,
  '@': 6,
  '**': 8,
}
const POWER = 8

/** At depth 0 these make an expression something else than an operation: a comparison, a lambda, a tuple, … */
const otherwise = new Set(
  'lambda if else or and not in is for async yield < > <= >= == != := = , : ; += -= *= /= //= %= @= &= |= ^= >>= <<= **='.split(
    ' ',
  ),
)
const prefixes = new Set(['+', '-', '~', 'await', '*', '**'])

/**
 * The operator of a binary operation, or the brackets of a subscription: what CPython 3.11 and 3.12 mark with `^` in
 * an expression that failed, between operands that are marked with `~`. Undefined for any other expression.
 */
export function pythonOperator(source: string): OperatorRange | undefined {
  return operatorOf(source, pythonTokens(source))
}

function operatorOf(source: string, tokens: readonly PythonToken[]): OperatorRange | undefined {
  const first = tokens[0]
  const last = tokens.at(-1)
  if (!first || !last || first.depth !== last.depth) return undefined
  const outer = tokens.filter(({ depth }) => depth === first.depth)
  if (isGroup(tokens)) return operatorOf(source, tokens.slice(1, -1))
  if (outer.some(({ text }) => otherwise.has(text))) return undefined
  const operator = weakest(outer)
  if (operator) return widened(source, operator, tokens)
  if (prefixes.has(first.text) || last.text !== ']') return undefined
  const open = outer.findLast(({ text }) => text === '[')
  return open && open !== first ? { start: open.start, end: last.end } : undefined
}

/** The operator that is applied last: the weakest, and of equal ones the rightmost, but of powers the leftmost. */
function weakest(outer: readonly PythonToken[]): PythonToken | undefined {
  let found: PythonToken | undefined
  for (const [index, token] of outer.entries()) {
    const strength = strengths[token.text]
    const before = outer[index - 1]
    if (token.kind !== 'op' || strength === undefined || !before || !endsOperand(before)) continue
    const best = found && (strengths[found.text] as number)
    if (best === undefined || strength < best || (strength === best && strength !== POWER)) found = token
  }
  // `-a ** b` negates a power.
  const negated = found?.text === '**' && outer[0]?.kind === 'op' && prefixes.has(outer[0].text)
  return negated ? undefined : found
}

function endsOperand({ kind, text }: PythonToken): boolean {
  return kind === 'op' ? /^(?:[)\]}]|\.\.\.)$/.test(text) : text !== 'await'
}

/** CPython marks the operator and the next character as well, unless that is a space or begins the right operand. */
function widened(source: string, operator: PythonToken, tokens: readonly PythonToken[]): OperatorRange {
  let right = tokens.slice(tokens.indexOf(operator) + 1)
  while (isGroup(right)) right = right.slice(1, -1)
  const next = operator.start + 1
  const two = next < (right[0]?.start ?? source.length) && /\S/.test(source[next] ?? ' ')
  return { start: operator.start, end: next + (two ? 1 : 0) }
}

/** Whether the tokens are one expression in parentheses, which are not part of it; those of a tuple or generator are. */
function isGroup(tokens: readonly PythonToken[]): boolean {
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (!first || !last || tokens.length < 3 || first.text !== '(' || last.text !== ')') return false
  const inside = tokens.slice(1, -1)
  return inside.every(
    ({ depth, text }) => depth > first.depth && !(depth === first.depth + 1 && /^(?:,|for)$/.test(text)),
  )
}
