/**
 * The bytes of a binary value, as a view of exactly these: of a `Buffer` or another view not what else its buffer
 * holds. Undefined for what is not binary. Throws where the buffer is gone. Whoever keeps the bytes copies them.
 */
export function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return isBuffer(value) ? new Uint8Array(value) : undefined
}

/** A page that is not isolated has no SharedArrayBuffer. */
function isBuffer(value: object): value is ArrayBuffer | SharedArrayBuffer {
  return (
    value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)
  )
}
