/** A piece of Python source: where it is, in UTF-16 units, `end` exclusive, and how many brackets are open around it. */
export interface PythonToken {
  readonly kind: 'name' | 'number' | 'string' | 'op'
  readonly text: string
  readonly start: number
  readonly end: number
  readonly depth: number
}

const patterns: readonly (readonly [PythonToken['kind'], RegExp])[] = [
  ['string', /(?:[rbuft]{0,2})('''|"""|'|")/iy],
  ['name', /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy],
  ['number', /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?[\d_]+)?j?)/iy],
  ['op', /\*\*=|\/\/=|>>=|<<=|\.\.\.|[*]{2}|\/\/|>>|<<|->|:=|[=!<>+\-*/%@&|^]=|[-+*/%@&|^~<>()[\]{}.,:;=!\\]/y],
]

/**
 * The tokens of a line, or of a piece of one; what follows `#` is no token. It is made for lines that a parser has
 * accepted: what belongs to no token is passed over, and a string that is not closed reaches to the end.
 */
export function pythonTokens(text: string): PythonToken[] {
  const tokens: PythonToken[] = []
  let at = 0
  let depth = 0
  while (at < text.length && text[at] !== '#') {
    const token = tokenAt(text, at)
    if (!token) {
      at++
      continue
    }
    if (/^[)\]}]$/.test(token.text)) depth--
    tokens.push({ ...token, depth })
    if (/^[([{]$/.test(token.text)) depth++
    at = token.end
  }
  return tokens
}

function tokenAt(text: string, start: number): Omit<PythonToken, 'depth'> | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start
    const match = pattern.exec(text)
    if (!match) continue
    const end = kind === 'string' ? stringEnd(text, pattern.lastIndex, match[1] as string) : pattern.lastIndex
    return { kind, text: text.slice(start, end), start, end }
  }
  return undefined
}

/** Where a string ends whose opening quotes end at `from`. */
function stringEnd(text: string, from: number, quotes: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text.startsWith(quotes, at)) return at + quotes.length
  }
  return text.length
}
