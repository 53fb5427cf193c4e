import { BridgeError } from '../errors/errors.js'
import { bytesOf } from './bytes.js'
import { dateObjectProblem, fieldProblem } from './check-fields.js'
import { type PyInstance, PyModule } from './classes.js'
import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
import { unhashable } from './hashable.js'
import { HostClass } from './host-class.js'
import { HostObject, type HostReceiver } from './host-object.js'
import { isPyValue } from './py-value.js'
import { PyCycle, PyFloat, PyRepr } from './scalars.js'

/** For whom a value is checked, and who wants to know of the host objects in it. */
export interface CrossingRules {
  /** Default `python`. */
  readonly language?: 'python' | 'javascript'
  readonly onHostObject?: (object: HostReceiver) => void
}

/** `hashed`: it is an element of a set or a key of a dict, and so is what it consists of. */
type Child = readonly [step: string, value: unknown, hashed?: boolean]

interface Visit {
  readonly value: object
  readonly children: readonly Child[]
  readonly hashed: boolean
  next: number
}

/**
 * Refuses what cannot become a value of a guest: functions, symbols, cycles, promises, lone surrogates, sparse arrays,
 * objects of foreign classes, values that only ever come out; for Python moments out of range and unhashable elements and
 * keys, for JavaScript what only Python has. Iterative, for values of any depth.
 * @throws BridgeError `value-unsupported`, naming the path to the offender
 */
export function checkCrossable(root: unknown, rootName: string, rules: CrossingRules = {}): void {
  const first = childrenOf(root, rules)
  if (typeof first === 'string') throw refusal(first, rootName, [])
  if (first.length === 0) return
  const path: Visit[] = [{ value: root as object, children: first, hashed: false, next: 0 }]
  const open = new Set<object>([root as object])
  const done = new Set<object>()
  const doneHashed = new Set<object>()
  for (let visit = path.at(-1); visit; visit = path.at(-1)) {
    const child = visit.children[visit.next++]
    if (!child) {
      open.delete(visit.value)
      done.add(visit.value)
      if (visit.hashed) doneHashed.add(visit.value)
      path.pop()
      continue
    }
    const value = child[1]
    if (typeof value !== 'object' || value === null) {
      const problem = childrenOf(value, rules)
      if (typeof problem === 'string') throw refusal(problem, rootName, path)
      continue
    }
    if (open.has(value)) throw refusal('contains itself', rootName, path)
    const hashed = child[2] ?? (visit.hashed && isTuple(visit.value))
    if (hashed ? doneHashed.has(value) : done.has(value)) continue
    const type = hashed && rules.language !== 'javascript' ? unhashable(value) : undefined
    if (type !== undefined)
      throw refusal(`is an unhashable ${type}, which can be no element of a set and no key`, rootName, path)
    const children = childrenOf(value, rules)
    if (typeof children === 'string') throw refusal(children, rootName, path)
    if (children.length === 0) continue
    open.add(value)
    path.push({ value, children, hashed, next: 0 })
  }
}

const leaf: readonly Child[] = []

const isTuple = (value: object): boolean => value instanceof PyTuple || value instanceof PyNamedTuple

/** The children of a value, or why it cannot cross. */
function childrenOf(value: unknown, rules: CrossingRules): readonly Child[] | string {
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
    return isPyValue(value) ? pyChildren(value, rules) : plainChildren(value as object, rules)
  } catch (error) {
    return `throws when it is read (${error instanceof Error ? error.message : String(error)})`
  }
}

function plainChildren(value: object, rules: CrossingRules): readonly Child[] | string {
  if (Array.isArray(value)) return arrayChildren(value)
  if (value instanceof Map)
    return [...value].flatMap(([key, item]): Child[] => [
      ['.key', key, true],
      [`.get(${keyText(key)})`, item],
    ])
  if (value instanceof Set) return [...value].map((item): Child => ['.element', item, true])
  if (bytesOf(value)) return leaf
  if (value instanceof Date)
    return (
      (rules.language === 'javascript'
        ? Number.isNaN(value.getTime()) && 'is an invalid date'
        : dateObjectProblem(value)) || leaf
    )
  if (typeof (value as { then?: unknown }).then === 'function') return 'is a promise inside a value; await it first'
  const prototype: object | null = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    return `is an object of class ${prototype.constructor?.name ?? 'unknown'}; send its data, or a HostObject`
  }
  for (const symbol of Object.getOwnPropertySymbols(value)) {
    if (Object.prototype.propertyIsEnumerable.call(value, symbol))
      return `has a key that is a symbol, ${String(symbol)}`
  }
  return Object.entries(value).flatMap(([key, item]): Child[] => [
    ['.key', key],
    [`.${key}`, item],
  ])
}

function arrayChildren(value: readonly unknown[]): readonly Child[] | string {
  const children: Child[] = []
  for (let index = 0; index < value.length; index++) {
    const item = value[index]
    if (item === undefined && !(index in value))
      return `is a sparse array, with nothing at [${index}]; fill it, with null for instance`
    children.push([`[${index}]`, item])
  }
  return children
}

/** A key in a path: texts and numbers as they are, the type of anything else. */
function keyText(key: unknown): string {
  if (typeof key !== 'object' || key === null) return String(key)
  return isPyValue(key) ? `a ${key.pyType}` : 'an object'
}

function pyChildren(value: object, rules: CrossingRules): readonly Child[] | string {
  if (value instanceof PyRepr || value instanceof PyCycle)
    return `is a ${value.pyType} of the guest, which only comes out`
  if (rules.language === 'javascript' && !hasJavaScriptCounterpart(value))
    return `is a Python ${String((value as { pyType?: unknown }).pyType)}, which has no counterpart in JavaScript`
  if (value instanceof HostObject || value instanceof HostClass) {
    rules.onHostObject?.(value)
    return value instanceof HostObject ? hostChildren(value) : leaf
  }
  if (isTuple(value)) {
    const problem = value instanceof PyNamedTuple ? fieldProblem(value) : undefined
    return problem ?? (value as PyTuple).items.map((item, index): Child => [`[${index}]`, item])
  }
  if (value instanceof PySet || value instanceof PyFrozenSet)
    return value.items.map((item): Child => ['.element', item, true])
  const problem = fieldProblem(value)
  if (problem !== undefined) return problem
  if (!(value instanceof PyModule || 'attributes' in value)) return leaf
  const { attributes, cls } = value as PyInstance
  if (cls?.hostDefined) rules.onHostObject?.(value as PyInstance)
  const own = [...attributes].map(([name, item]): Child => [`.${name}`, item])
  return cls === undefined ? own : [['.cls', cls], ...own]
}

function hostChildren(value: HostObject): readonly Child[] {
  const fields = [...value.fields].map(([name, item]): Child => [`.${name}`, item])
  return value.class ? [['.class', value.class], ...fields] : fields
}

function hasJavaScriptCounterpart(value: object): boolean {
  return value instanceof PyTuple || value instanceof PySet || value instanceof PyFrozenSet || value instanceof PyFloat
}

function refusal(problem: string, rootName: string, path: readonly Visit[]): BridgeError {
  const steps = path.map((visit) => visit.children[visit.next - 1]?.[0] ?? '')
  return new BridgeError('value-unsupported', `${rootName}${steps.join('')} ${problem}`)
}
