import { hexEscape } from '../platform/python-string.js'

/** Bytes, without the `b` before them. */
export function quoteBytes(bytes: Uint8Array): string {
  const mark = bytes.includes(39) && !bytes.includes(34) ? '"' : "'"
  const escapes: Record<number, string> = {
    9: '\\t',
    10: '\\n',
    13: '\\r',
    92: '\\\\',
    [mark.charCodeAt(0)]: `\\${mark}`,
  }
  const body = [...bytes].map(
    (byte) => escapes[byte] ?? (byte < 32 || byte > 126 ? hexEscape(byte) : String.fromCharCode(byte)),
  )
  return mark + body.join('') + mark
}
