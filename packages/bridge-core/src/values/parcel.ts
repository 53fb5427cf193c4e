import { BridgeError } from '../errors/errors.js'
import { bytesOf } from './bytes.js'
import { PyClass, PyDataclass, PyException, PyFunction, PyInstance, PyModule, PyType } from './classes.js'
import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from './datetime.js'
import { errorOf, errorParts } from './error-parcel.js'
import { HostClass, type HostClassIdentity } from './host-class.js'
import { HostObject, type HostObjectIdentity, type HostReceiver } from './host-object.js'
import { isPyValue } from './py-value.js'
import {
  PyComplex,
  PyCycle,
  PyDecimal,
  PyEllipsis,
  PyFile,
  PyFloat,
  PyNotImplemented,
  PyPath,
  PyRepr,
} from './scalars.js'

/**
 * A value for `postMessage`, which by itself loses classes and overflows on deep nesting: a flat table of nodes in
 * post-order, the root last. A scalar is itself; anything else is an array of its kind, what the kind needs, and the
 * indices of its children. What contains itself has a `PyCycle` there.
 */
export type Parcel = readonly unknown[]

/** How one end of a thread finds, or makes, what an identity of the host stands for. */
export interface HostObjects {
  object(
    identity: HostObjectIdentity,
    fields: Readonly<Record<string, unknown>>,
    cls: HostClass | undefined,
  ): HostReceiver
  class(identity: HostClassIdentity): HostClass
  /** Who an instance of a host-defined class really is, where that is another value. */
  instance(value: PyInstance): unknown
}

type Shape = readonly [head: readonly unknown[], children: readonly unknown[]]
type Open = { readonly value: object; readonly shape: Shape; readonly at: number[] }

export function pack(root: unknown): Parcel {
  const nodes: unknown[] = []
  const known = new Map<object, number>()
  const open: Open[] = []
  /** What stands for a container within itself. */
  const opened = new Map<object, PyCycle>()
  /** The index of a node that is complete; undefined when it was opened and its children come first. */
  const place = (value: unknown): number | undefined => {
    if (typeof value !== 'object' || value === null) return nodes.push(value) - 1
    const index = known.get(value)
    if (index !== undefined) return index
    const shape = shapeOf(value)
    if (shape) {
      const cycle = opened.get(value)
      if (cycle) return place(cycle)
      opened.set(value, new PyCycle(Array.isArray(value) ? '[...]' : '{...}'))
      open.push({ value, shape, at: [] })
      return undefined
    }
    known.set(value, nodes.length)
    // A copy: cloning a view takes along all that its buffer holds, and shared memory would stay shared.
    const bytes = bytesOf(value)
    return nodes.push(bytes ? new Uint8Array(bytes) : value) - 1
  }
  place(root)
  for (let current = open.at(-1); current; current = open.at(-1)) {
    const { value, shape, at } = current
    const [head, children] = shape
    while (at.length < children.length) {
      const index = place(children[at.length])
      if (index === undefined) break
      at.push(index)
    }
    if (at.length < children.length) continue
    open.pop()
    known.set(value, nodes.length)
    nodes.push([...head, at])
  }
  return nodes
}

function shapeOf(value: object): Shape | undefined {
  if (Array.isArray(value)) return [['list', Object.isFrozen(value)], value]
  if (value instanceof Map) return [['map'], [...value].flat()]
  if (value instanceof Set) return [['set'], [...value]]
  if (value instanceof HostObject) return hostShape(value)
  if (value instanceof HostClass) {
    const { id, name, dataclass } = value
    return [['hostclass', { id, name, dataclass }], []]
  }
  if (value instanceof Date || bytesOf(value)) return undefined
  if (value instanceof Error) {
    const [maker, names, parts] = errorParts(value)
    return [['error', maker, names], parts]
  }
  const kind = isPyValue(value) ? ['py', value.pyType] : ['object']
  const entries = Object.entries(value)
  return [[...kind, entries.map(([key]) => key)], entries.map(([, item]) => item)]
}

function hostShape(value: HostObject): Shape {
  const { id, classId, name, dataclass, known } = value
  const identity: HostObjectIdentity & { known: boolean } = { id, classId, name, dataclass, known }
  return [
    ['host', identity, [...value.fields.keys()]],
    [value.class ?? null, ...value.fields.values()],
  ]
}

const prototypes = new Map<unknown, object>(
  [
    ...[PyClass, PyDataclass, PyException, PyFunction, PyInstance, PyModule, PyType],
    ...[PyFrozenSet, PyNamedTuple, PySet, PyTuple, PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone],
    ...[PyComplex, PyCycle, PyDecimal, PyEllipsis, PyFile, PyFloat, PyNotImplemented, PyPath, PyRepr],
  ].map(({ prototype }) => [Reflect.get(prototype, 'pyType'), prototype]),
)

/** Whether there is a class for a Python type of this name. */
export function isPyType(name: unknown): boolean {
  return prototypes.has(name)
}

/** @throws BridgeError `value-unsupported` for what no value is packed as */
export function unpack(parcel: Parcel, host: HostObjects): unknown {
  const values: unknown[] = []
  for (const node of parcel) values.push(Array.isArray(node) ? compose(node, values, host) : node)
  return values.at(-1)
}

function compose(node: readonly unknown[], values: readonly unknown[], host: HostObjects): unknown {
  const children = (node.at(-1) as readonly number[]).map((index) => values[index])
  const [kind, detail] = node
  switch (kind) {
    case 'list':
      return detail ? Object.freeze(children) : children
    case 'map':
      return new Map(Array.from({ length: children.length / 2 }, (_, i) => [children[2 * i], children[2 * i + 1]]))
    case 'set':
      return new Set(children)
    case 'object':
      return assign({}, detail, children)
    case 'py': {
      if (!isPyType(detail)) break
      const value = assign(Object.create(prototypes.get(detail) as object), node[2], children)
      return 'cls' in value && (value as PyInstance).cls.hostDefined ? host.instance(value as PyInstance) : value
    }
    case 'error':
      return errorOf(detail, node[2] as readonly string[], children)
    case 'host': {
      const [cls, ...fields] = children
      const named = assign({}, node[2], fields) as Record<string, unknown>
      return host.object(detail as HostObjectIdentity, named, cls instanceof HostClass ? cls : undefined)
    }
    case 'hostclass':
      return host.class(detail as HostClassIdentity)
  }
  throw new BridgeError('value-unsupported', `a ${String(kind)} came from another thread, and is not known in this one`)
}

/** Defines own properties, also one called `__proto__`. */
function assign(target: object, keys: unknown, values: readonly unknown[]): object {
  for (const [index, key] of (keys as readonly string[]).entries()) {
    Object.defineProperty(target, key, {
      value: values[index],
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return target
}
