import { BridgeError } from '../errors/errors.js'
import { bytesOf } from './bytes.js'
import { PyClass, PyDataclass, PyException, PyFunction, PyInstance, PyModule, PyType } from './classes.js'
import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from './datetime.js'
import { errorOf, errorParts } from './error-parcel.js'
import { HostObject, type HostObjectIdentity } from './host-object.js'
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

/** Finds the object behind an identity: the host's own, or on the guest's side what stands for it. */
export type ResolveHostObject = (identity: HostObjectIdentity) => HostObject | undefined

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
  if (value instanceof HostObject) return [['host', { id: value.id, classId: value.classId, name: value.name }], []]
  if (value instanceof Date || bytesOf(value)) return undefined
  if (value instanceof Error) {
    const [maker, names, parts] = errorParts(value)
    return [['error', maker, names], parts]
  }
  const kind = isPyValue(value) ? ['py', value.pyType] : ['object']
  const entries = Object.entries(value)
  return [[...kind, entries.map(([key]) => key)], entries.map(([, item]) => item)]
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

/** @throws BridgeError `value-unsupported` for a host object that nobody knows */
export function unpack(parcel: Parcel, hostObject: ResolveHostObject): unknown {
  const values: unknown[] = []
  for (const node of parcel) values.push(Array.isArray(node) ? compose(node, values, hostObject) : node)
  return values.at(-1)
}

function compose(node: readonly unknown[], values: readonly unknown[], hostObject: ResolveHostObject): unknown {
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
    case 'py':
      if (!isPyType(detail)) break
      return assign(Object.create(prototypes.get(detail) as object), node[2], children)
    case 'error':
      return errorOf(detail, node[2] as readonly string[], children)
    case 'host': {
      const found = hostObject(detail as HostObjectIdentity)
      if (found) return found
    }
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
