import {
  HostClass,
  HostObject,
  type HostReceiver,
  PyClass,
  PyComplex,
  PyCycle,
  PyDataclass,
  PyDate,
  PyDateTime,
  PyDecimal,
  PyEllipsis,
  PyException,
  PyFile,
  PyFrozenSet,
  PyFunction,
  PyInstance,
  PyModule,
  PyNamedTuple,
  PyNotImplemented,
  PyPath,
  PyRepr,
  PySet,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  PyTuple,
  PyType,
  type ValueView,
} from '@interpreter-bridge/core'
import { IDENTITY } from './encode.js'
import type { Reader } from './reader.js'
import { Tag } from './tags.js'

/** What decoding needs to know besides the bytes. */
export interface DecodeContext {
  readonly view: ValueView
  hostObject(id: string): HostReceiver | undefined
  /** Whether the guest's dataclass of that name is frozen; undefined where that is not known. */
  isFrozen(className: string): boolean | undefined
}

/** Reads a table of nodes: every value of one message, children before their holders. */
export function readNodes(input: Reader, context: DecodeContext): unknown[] {
  const count = input.len()
  const nodes: unknown[] = []
  for (let index = 0; index < count; index++) nodes.push(readNode(input, nodes, context))
  return nodes
}

/** Reads one value: its nodes and its root. */
export function readValue(input: Reader, context: DecodeContext): unknown {
  const nodes = readNodes(input, context)
  return nodes[input.len()]
}

function readNode(input: Reader, nodes: readonly unknown[], context: DecodeContext): unknown {
  const tag = input.u8()
  switch (tag) {
    case Tag.none:
      return null
    case Tag.false:
      return false
    case Tag.true:
      return true
    case Tag.int8:
      return integer(input.i8(), context)
    case Tag.int32:
      return integer(input.i32(), context)
    case Tag.int64:
      return wideInteger(input.i64(), context)
    case Tag.bigInt:
      return readBigInt(input)
    case Tag.float:
      return input.f64()
    case Tag.str:
      return input.str()
    case Tag.name:
      return input.name()
    case Tag.sameStr:
      return nodes[input.len()]
    case Tag.bytes:
      return input.blob()
    case Tag.list:
      return readItems(input, nodes)
    case Tag.tuple:
      return new PyTuple(readItems(input, nodes))
    case Tag.dict:
      return readDict(input, nodes, context)
    default:
      return readRare(tag, input, nodes, context)
  }
}

function readRare(tag: number, input: Reader, nodes: readonly unknown[], context: DecodeContext): unknown {
  switch (tag) {
    case Tag.set:
      return new PySet(readItems(input, nodes))
    case Tag.frozenSet:
      return new PyFrozenSet(readItems(input, nodes))
    case Tag.namedTuple: {
      const name = input.str()
      const fields = Array.from({ length: input.len() }, () => input.str())
      return new PyNamedTuple(name, fields, readItems(input, nodes))
    }
    case Tag.complex:
      return new PyComplex(input.f64(), input.f64())
    case Tag.decimal:
      return new PyDecimal(input.str())
    case Tag.path:
      return new PyPath(input.str())
    case Tag.file:
      return new PyFile(input.str(), input.str(), input.f64())
    case Tag.exception:
      return new PyException(input.str(), input.optStr())
    case Tag.type:
      return new PyType(input.str())
    case Tag.builtin:
      return new PyFunction(input.str(), 'builtin')
    case Tag.function:
      return new PyFunction(input.str(), 'host', input.optStr())
    case Tag.repr:
      return new PyRepr(input.str())
    case Tag.cycle:
      return new PyCycle(input.str())
    case Tag.ellipsis:
      return new PyEllipsis()
    case Tag.notImplemented:
      return new PyNotImplemented()
    case Tag.class:
      return readClass(input, nodes, context)
    case Tag.instance:
      return readInstance(input, nodes, context)
    case Tag.module:
      return new PyModule(input.str(), input.uuid(), readAttributes(input, nodes))
    default:
      return readMoment(tag, input)
  }
}

function readMoment(tag: number, input: Reader): unknown {
  switch (tag) {
    case Tag.date:
      return new PyDate(input.i32(), input.u8(), input.u8())
    case Tag.dateTime: {
      const date = { year: input.i32(), month: input.u8(), day: input.u8() }
      const clock = { hour: input.u8(), minute: input.u8(), second: input.u8(), microsecond: input.u32() }
      return new PyDateTime(date, { ...clock, timezone: readZone(input) })
    }
    case Tag.time: {
      const clock = { hour: input.u8(), minute: input.u8(), second: input.u8(), fold: input.u8() }
      return new PyTime({ ...clock, microsecond: input.u32(), timezone: readZone(input) })
    }
    case Tag.timeDelta:
      return new PyTimeDelta(input.i32(), input.i32(), input.i32())
    case Tag.timeZone:
      return readZone(input)
    default:
      throw new Error(`unknown tag ${tag}`)
  }
}

function readZone(input: Reader): PyTimeZone | undefined {
  return input.bool() ? new PyTimeZone(input.i32(), input.optStr()) : undefined
}

function integer(value: number, context: DecodeContext): number | bigint {
  return context.view === 'exact' ? BigInt(value) : value
}

function wideInteger(value: bigint, context: DecodeContext): number | bigint {
  const number = Number(value)
  return context.view === 'natural' && Number.isSafeInteger(number) ? number : value
}

function readBigInt(input: Reader): bigint {
  const negative = input.bool()
  const magnitude = input.blob()
  let hex = ''
  for (let i = magnitude.length - 1; i >= 0; i--) hex += (magnitude[i] as number).toString(16).padStart(2, '0')
  const value = BigInt(hex === '' ? 0 : `0x${hex}`)
  return negative ? -value : value
}

function readItems(input: Reader, nodes: readonly unknown[]): unknown[] {
  const count = input.len()
  const items: unknown[] = []
  for (let i = 0; i < count; i++) items.push(nodes[input.len()])
  return items
}

/** A plain object where every key is a string, unless the exact view wants a Map. */
function readDict(input: Reader, nodes: readonly unknown[], context: DecodeContext): unknown {
  const count = input.len()
  const keys: unknown[] = []
  const values: unknown[] = []
  let plain = context.view === 'natural'
  for (let i = 0; i < count; i++) {
    const key = nodes[input.len()]
    plain &&= typeof key === 'string'
    keys.push(key)
    values.push(nodes[input.len()])
  }
  if (!plain) return new Map(keys.map((key, i) => [key, values[i]]))
  const object: Record<string, unknown> = {}
  for (let i = 0; i < count; i++) define(object, keys[i] as string, values[i])
  return object
}

/** Assigns an own property: `__proto__` is a key like any other. */
export function define(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else object[key] = value
}

function readAttributes(input: Reader, nodes: readonly unknown[]): Map<string, unknown> {
  const attributes = new Map<string, unknown>()
  const count = input.len()
  for (let i = 0; i < count; i++) attributes.set(String(nodes[input.len()]), nodes[input.len()])
  return attributes
}

function readClass(input: Reader, nodes: readonly unknown[], context: DecodeContext): PyClass | HostClass {
  const [name, id, hostDefined, isDataclass] = [input.str(), input.uuid(), input.bool(), input.bool()]
  const attributes = readAttributes(input, nodes)
  const own = hostDefined ? context.hostObject(id) : undefined
  return own instanceof HostClass ? own : new PyClass(name, id, hostDefined, isDataclass, attributes)
}

function readInstance(input: Reader, nodes: readonly unknown[], context: DecodeContext): unknown {
  const found = nodes[input.len()] as PyClass | HostClass
  const id = input.uuid()
  const attributes = readAttributes(input, nodes)
  const cls = found instanceof HostClass ? new PyClass(found.name, found.id, true, found.dataclass) : found
  const own = cls.hostDefined ? context.hostObject(id) : undefined
  if (own instanceof HostObject) return own
  if (cls.hostDefined) attributes.delete(IDENTITY)
  if (!cls.isDataclass) return new PyInstance(cls, id, attributes)
  const frozen = cls.hostDefined ? (own as PyDataclass | undefined)?.frozen : context.isFrozen(cls.name)
  return new PyDataclass(cls, id, attributes, frozen)
}
