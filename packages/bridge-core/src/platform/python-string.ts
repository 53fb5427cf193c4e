/** A text as Python's `repr` shows it: single quotes, unless there are some inside and no double ones. */
export function quotePython(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', [mark]: `\\${mark}` }
  const body = [...text].map(
    (char) => escapes[char] ?? (isPrintable(char) ? char : unicodeEscape(char.codePointAt(0) as number)),
  )
  return mark + body.join('') + mark
}

/** As Python's `str.isprintable`: separators other than the space, controls and unassigned characters are not. */
function isPrintable(char: string): boolean {
  return char === ' ' || !/[\p{C}\p{Z}]/u.test(char)
}

function unicodeEscape(code: number): string {
  if (code <= 0xff) return hexEscape(code)
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

/** `\x0a` for 10. */
export function hexEscape(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`
}
