import { HostError } from '../errors/errors.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as text. @throws HostError `UnicodeDecodeError`, with CPython's text */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    const { start, length, reason } = firstFault(bytes)
    const where =
      length === 1
        ? `byte 0x${(bytes[start] as number).toString(16).padStart(2, '0')} in position ${start}`
        : `bytes in position ${start}-${start + length - 1}`
    throw new HostError('UnicodeDecodeError', `'utf-8' codec can't decode ${where}: ${reason}`)
  }
}

interface Fault {
  readonly start: number
  readonly length: number
  readonly reason: string
}

/** Where CPython's decoder stops, and why. A fault ends where a new character could begin. */
function firstFault(bytes: Uint8Array): Fault {
  let start = 0
  while (start < bytes.length) {
    const size = sizeOf(bytes[start] as number)
    if (size === 0) return { start, length: 1, reason: 'invalid start byte' }
    let length = 1
    while (length < size && start + length < bytes.length && continues(bytes, start, length)) length++
    if (length < size) {
      const reason = start + length === bytes.length ? 'unexpected end of data' : 'invalid continuation byte'
      return { start, length, reason }
    }
    start += size
  }
  throw new Error('there is no fault in these bytes')
}

/** How many bytes a character has that begins with this one; 0 where none does. */
function sizeOf(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}

/** The second byte has less room after four first ones: no overlong forms, surrogates, or what is beyond U+10FFFF. */
function continues(bytes: Uint8Array, start: number, at: number): boolean {
  const byte = bytes[start + at] as number
  if (byte < 0x80 || byte > 0xbf) return false
  if (at > 1) return true
  switch (bytes[start]) {
    case 0xe0:
      return byte >= 0xa0
    case 0xed:
      return byte < 0xa0
    case 0xf0:
      return byte >= 0x90
    case 0xf4:
      return byte < 0x90
    default:
      return true
  }
}
