import { BridgeError } from '../errors/errors.js'
import { bytesOf } from './bytes.js'
import { PyInstance, PyModule } from './classes.js'
import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
import { HostObject } from './host-object.js'
import { isPyValue } from './py-value.js'
import { PyCycle, PyRepr } from './scalars.js'

type Child = readonly [step: string, value: unknown]

interface Visit {
  readonly value: object
  readonly children: readonly Child[]
  next: number
}

/**
 * Refuses what cannot cross to a guest: functions, symbols, promises, cycles, lone surrogates, sparse arrays, invalid
 * dates, objects of foreign classes, values that only ever come out. Calls `onHostObject` for each host object in it. Iterative, for values of any depth.
 * @throws BridgeError `value-unsupported`, naming the path to the offender
 */
export function checkCrossable(root: unknown, rootName: string, onHostObject?: (object: HostObject) => void): void {
  const first = childrenOf(root, onHostObject)
  if (typeof first === 'string') throw refusal(first, rootName, [])
  if (first.length === 0) return
  const path: Visit[] = [{ value: root as object, children: first, next: 0 }]
  const open = new Set<object>([root as object])
  const done = new Set<object>()
  for (let visit = path.at(-1); visit; visit = path.at(-1)) {
    const child = visit.children[visit.next++]
    if (!child) {
      open.delete(visit.value)
      done.add(visit.value)
      path.pop()
      continue
    }
    const value = child[1]
    if (typeof value !== 'object' || value === null) {
      const problem = childrenOf(value)
      if (typeof problem === 'string') throw refusal(problem, rootName, path)
      continue
    }
    if (open.has(value)) throw refusal('contains itself', rootName, path)
    if (done.has(value)) continue
    const children = childrenOf(value, onHostObject)
    if (typeof children === 'string') throw refusal(children, rootName, path)
    if (children.length === 0) continue
    open.add(value)
    path.push({ value, children, next: 0 })
  }
}

const leaf: readonly Child[] = []

/** The children of a value, or why it cannot cross. */
function childrenOf(value: unknown, onHostObject?: (object: HostObject) => void): readonly Child[] | string {
  switch (typeof value) {
    case 'undefined':
    case 'boolean':
    case 'number':
    case 'bigint':
      return leaf
    case 'string':
      return value.isWellFormed() ? leaf : 'is a string with a lone surrogate'
    case 'function':
      return 'is a function; register it as a host function instead'
    case 'symbol':
      return 'is a symbol'
  }
  if (value === null) return leaf
  try {
    return isPyValue(value) ? pyChildren(value, onHostObject) : plainChildren(value as object)
  } catch (error) {
    return `throws when it is read (${error instanceof Error ? error.message : String(error)})`
  }
}

function plainChildren(value: object): readonly Child[] | string {
  if (Array.isArray(value)) return arrayChildren(value)
  if (value instanceof Map)
    return [...value].flatMap(([key, item]): Child[] => [
      ['.key', key],
      [`.get(${String(key)})`, item],
    ])
  if (value instanceof Set) return [...value].map((item): Child => ['.element', item])
  if (bytesOf(value)) return leaf
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'is an invalid date' : leaf
  if (typeof (value as { then?: unknown }).then === 'function') return 'is a promise inside a value; await it first'
  const prototype: object | null = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    return `is an object of class ${prototype.constructor?.name ?? 'unknown'}; send its data, or a HostObject`
  }
  return Object.entries(value).flatMap(([key, item]): Child[] => [
    ['.key', key],
    [`.${key}`, item],
  ])
}

function arrayChildren(items: readonly unknown[]): readonly Child[] | string {
  const children: Child[] = []
  for (let index = 0; index < items.length; index++) {
    if (!(index in items)) return `is a sparse array, with nothing at [${index}]; fill it, with null for instance`
    children.push([`[${index}]`, items[index]])
  }
  return children
}

function pyChildren(value: object, onHostObject?: (object: HostObject) => void): readonly Child[] | string {
  if (value instanceof HostObject) {
    onHostObject?.(value)
    return leaf
  }
  if (value instanceof PyRepr || value instanceof PyCycle)
    return `is a ${value.pyType} of the guest, which only comes out`
  if (
    value instanceof PyTuple ||
    value instanceof PySet ||
    value instanceof PyFrozenSet ||
    value instanceof PyNamedTuple
  ) {
    return value.items.map((item, index): Child => [`[${index}]`, item])
  }
  if (value instanceof PyInstance || value instanceof PyModule || 'attributes' in value) {
    const attributes = (value as PyInstance).attributes
    return [...attributes].map(([name, item]): Child => [`.${name}`, item])
  }
  return leaf
}

function refusal(problem: string, rootName: string, path: readonly Visit[]): BridgeError {
  const steps = path.map((visit) => visit.children[visit.next - 1]?.[0] ?? '')
  return new BridgeError('value-unsupported', `${rootName}${steps.join('')} ${problem}`)
}
