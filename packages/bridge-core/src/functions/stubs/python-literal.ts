/** A JSON value as Python writes it; `...`, which stubs have for any default, where it does not. */
export function pythonLiteral(value: unknown): string {
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return Number.isFinite(value) ? String(value) : '...'
    case 'string':
      return pythonString(value)
    case 'object':
      if (value === null) return 'None'
      if (Array.isArray(value)) return group('[', value.map(pythonLiteral), ']')
      return group(
        '{',
        Object.entries(value).map(([key, item]) => {
          const literal = pythonLiteral(item)
          return literal === '...' ? literal : `${pythonString(key)}: ${literal}`
        }),
        '}',
      )
    default:
      return '...'
  }
}

function group(open: string, items: readonly string[], close: string): string {
  return items.includes('...') ? '...' : `${open}${items.join(', ')}${close}`
}

/** JSON's escapes are Python's, but for the pairs of surrogates that JSON does not escape. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\x7f')
}

/** Bytes that JSON has as base64. */
export function pythonBytes(base64: string): string {
  let text = ''
  for (const letter of atob(base64)) {
    const code = letter.charCodeAt(0)
    const plain = code >= 32 && code < 127 && letter !== '"' && letter !== '\\'
    text += plain ? letter : `\\x${code.toString(16).padStart(2, '0')}`
  }
  return `b"${text}"`
}

/** A docstring, indented for a function's body. */
export function docstring(text: string, indent: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"""', '\\"\\"\\"')
    .replace(/"$/, '\\"')
    .replaceAll('\0', '\\0')
  const lines = escaped.split(/\r\n?|\n/).map((line) => line.trimEnd())
  const body = lines.map((line, at) => (at === 0 || line === '' ? line : indent + line)).join('\n')
  return `${indent}"""${body}${lines.length > 1 ? `\n${indent}` : ''}"""`
}
