import {
  BridgeError,
  bytesOf,
  isPyValue,
  PyCycle,
  PyException,
  PyFloat,
  PyFrozenSet,
  PyFunction,
  PyRepr,
  PySet,
  PyTuple,
} from '@interpreter-bridge/core'

/** What the prelude sends and takes: JSON, or an array with a tag where JSON has nothing. */
type Node = null | boolean | number | string | readonly Node[]

/** The host's value for what a guest sent: the JSON text, and the bytes beside it. */
export function decodeValue(json: string, buffers: readonly Uint8Array[]): unknown {
  return decode(JSON.parse(json) as Node, buffers)
}

function decode(node: Node, buffers: readonly Uint8Array[]): unknown {
  if (typeof node !== 'object' || node === null) return node
  const rest = node.slice(1)
  switch (node[0]) {
    case 'u':
      return null
    case 'n':
      return Number(rest[0])
    case 'i':
      return BigInt(rest[0] as string)
    case 'b':
      return buffers[rest[0] as number]
    case 'd':
      return new Date(decode(rest[0] as Node, buffers) as number)
    case 'a':
      return rest.map((item) => decode(item, buffers))
    case 'o': {
      const object: Record<string, unknown> = {}
      for (let i = 0; i < rest.length; i += 2) {
        const value = decode(rest[i + 1] as Node, buffers)
        Object.defineProperty(object, rest[i] as string, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        })
      }
      return object
    }
    case 'm': {
      const map = new Map<unknown, unknown>()
      for (let i = 0; i < rest.length; i += 2)
        map.set(decode(rest[i] as Node, buffers), decode(rest[i + 1] as Node, buffers))
      return map
    }
    case 's':
      return new Set(rest.map((item) => decode(item, buffers)))
    case 'e':
      return new PyException(rest[0] as string, rest[1] as string)
    case 'f':
      return new PyFunction(rest[0] as string)
    case 'r':
      return new PyRepr(rest[0] as string)
    case 'c':
      return new PyCycle('[Circular]')
    default:
      throw new BridgeError('engine-crashed', `the guest sent an unknown tag ${String(node[0])}`)
  }
}

/** What the prelude's `fromHost` is called with for a host value. The core has checked that it can cross. */
export function encodeValue(value: unknown): { readonly json: string; readonly buffers: readonly Uint8Array[] } {
  const buffers: Uint8Array[] = []
  return { json: JSON.stringify(encode(value, buffers)), buffers }
}

function encode(value: unknown, buffers: Uint8Array[]): Node {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ['n', Object.is(value, -0) ? '-0' : String(value)]
    case 'bigint':
      return ['i', String(value)]
    case 'undefined':
      return ['u']
  }
  if (value === null) return null
  if (Array.isArray(value) || value instanceof PyTuple) return ['a', ...[...value].map((item) => encode(item, buffers))]
  const bytes = bytesOf(value as object)
  if (bytes) return ['b', buffers.push(new Uint8Array(bytes)) - 1]
  if (value instanceof Date) return ['d', value.getTime()]
  if (value instanceof Map) return ['m', ...[...value].flat(1).map((item) => encode(item, buffers))]
  if (value instanceof Set || value instanceof PySet || value instanceof PyFrozenSet) {
    return ['s', ...[...value].map((item) => encode(item, buffers))]
  }
  if (value instanceof PyFloat) return encode(value.value, buffers)
  if (isPyValue(value))
    throw new BridgeError('value-unsupported', `a Python ${value.pyType} has no JavaScript counterpart`)
  return ['o', ...Object.entries(value as object).flatMap(([key, item]): Node[] => [key, encode(item, buffers)])]
}
