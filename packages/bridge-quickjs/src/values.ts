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

/**
 * How values cross, in both directions: as JSON; to the guest, one text without NUL as itself after a quote. A scalar is itself. Anything else is a table of containers, each after
 * its children and the root last: a plain object is an object of children, an array, map or set an array of children with
 * a tag at its end, `"v"` one child. A child is a scalar, `[n]` for the container n, or an array that begins with a tag,
 * for what JSON lacks. So no nesting is too deep, and what is shared stays shared. Bytes go beside it, by number.
 */
type Child = null | boolean | number | string | readonly (number | string | null)[]
type Node = Record<string, Child> | readonly (Child | string)[]

/** The host's values for a list of what needs no table. */
export function decodeList(json: string, buffers: readonly Uint8Array[]): readonly unknown[] {
  const list = JSON.parse(json) as Child[]
  return list.map((child) => (typeof child === 'object' && child !== null ? special(child, buffers) : child))
}

/** The host's value for what a guest sent. */
export function decodeValue(json: string, buffers: readonly Uint8Array[]): unknown {
  const table: unknown = JSON.parse(json)
  if (!Array.isArray(table)) return table
  const values: unknown[] = []
  const resolve = (child: Child): unknown =>
    typeof child !== 'object' || child === null
      ? child
      : typeof child[0] === 'number'
        ? values[child[0]]
        : special(child, buffers)
  for (const node of table as Node[]) values.push(compose(node, resolve))
  return values.at(-1)
}

function compose(node: Node, resolve: (child: Child) => unknown): unknown {
  if (!isList(node)) {
    // Parsed from JSON, it has own properties only, also one called __proto__.
    for (const key of Object.keys(node)) (node as Record<string, unknown>)[key] = resolve(node[key] as Child)
    return node
  }
  const children = node.slice(0, -1).map((child) => resolve(child as Child))
  switch (node.at(-1)) {
    case 'a':
      return children
    case 'm':
      return new Map(Array.from({ length: children.length / 2 }, (_, i) => [children[2 * i], children[2 * i + 1]]))
    case 's':
      return new Set(children)
    case 'v':
      return children[0]
  }
  throw new BridgeError('engine-crashed', `the guest sent an unknown container ${String(node.at(-1))}`)
}

function isList(node: Node): node is readonly (Child | string)[] {
  return Array.isArray(node)
}

function special([tag, detail, more]: readonly unknown[], buffers: readonly Uint8Array[]): unknown {
  switch (tag) {
    case 'u':
      return null
    case 'n':
      return Number(detail)
    case 'i':
      return BigInt(detail as string)
    case 'b':
      return buffers[detail as number]
    case 'd':
      return new Date((detail ?? Number.NaN) as number)
    case 'e':
      return new PyException(detail as string, more as string)
    case 'f':
      return new PyFunction(detail as string)
    case 'r':
      return new PyRepr(detail as string)
    case 'c':
      return new PyCycle('[Circular]')
  }
  throw new BridgeError('engine-crashed', `the guest sent an unknown value ${String(tag)}`)
}

/** A container whose children are being written. */
interface Frame {
  readonly value: object
  readonly tag: string
  readonly keys: readonly string[] | undefined
  readonly children: readonly unknown[]
  readonly written: string[]
}

/** The text for a host value, and the bytes that go beside it. The core has checked that it can cross. */
export function encodeValue(root: unknown): { readonly text: string; readonly buffers: readonly Uint8Array[] } {
  const buffers: Uint8Array[] = []
  if (typeof root === 'string' && !root.includes('\0')) return { text: `'${root}`, buffers }
  const first = inline(root, buffers)
  if (typeof first === 'string') return { text: first.startsWith('[') ? `[[${first},"v"]]` : first, buffers }
  const nodes: string[] = []
  const seen = new Map<object, number>()
  const stack = [first]
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const { children, written, value } = frame
    if (written.length < children.length) {
      const child = children[written.length]
      const known = typeof child === 'object' && child !== null ? seen.get(child) : undefined
      const text = known === undefined ? inline(child, buffers) : `[${known}]`
      if (typeof text === 'string') written.push(text)
      else stack.push(text)
      continue
    }
    stack.pop()
    seen.set(value, nodes.length)
    stack.at(-1)?.written.push(`[${nodes.length}]`)
    nodes.push(textOf(frame))
  }
  return { text: `[${nodes.join(',')}]`, buffers }
}

function textOf({ keys, tag, written }: Frame): string {
  if (keys) return `{${keys.map((key, i) => `${JSON.stringify(key)}:${written[i]}`).join(',')}}`
  return `[${[...written, JSON.stringify(tag)].join(',')}]`
}

/** The text of what needs no node of its own; a frame for a container. */
function inline(value: unknown, buffers: Uint8Array[]): string | Frame {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return JSON.stringify(value)
    case 'number':
      if (Object.is(value, -0)) return '["n","-0"]'
      return Number.isFinite(value) ? String(value) : `["n","${value}"]`
    case 'bigint':
      return `["i","${value}"]`
    case 'undefined':
      return '["u"]'
    case 'object':
      return value === null ? 'null' : object(value, buffers)
  }
  throw new BridgeError('value-unsupported', `a ${typeof value} cannot cross`)
}

function object(value: object, buffers: Uint8Array[]): string | Frame {
  const list = (children: readonly unknown[], tag: string): Frame => ({
    value,
    tag,
    keys: undefined,
    children,
    written: [],
  })
  if (Array.isArray(value)) return list(value, 'a')
  const bytes = bytesOf(value)
  if (bytes) return `["b",${buffers.push(new Uint8Array(bytes)) - 1}]`
  if (value instanceof Date) return `["d",${value.getTime()}]`
  if (value instanceof Map) return list([...value].flat(1), 'm')
  if (value instanceof Set || value instanceof PySet || value instanceof PyFrozenSet) return list([...value], 's')
  if (value instanceof PyTuple) return list(value.items, 'a')
  if (value instanceof PyFloat) return inline(value.value, buffers)
  if (isPyValue(value)) {
    throw new BridgeError('value-unsupported', `a Python ${value.pyType} has no JavaScript counterpart`)
  }
  const keys = Object.keys(value)
  return { value, tag: '', keys, children: keys.map((key) => (value as Record<string, unknown>)[key]), written: [] }
}
