import {
  isPyValue,
  PyComplex,
  PyCycle,
  PyDataclass,
  PyDate,
  PyDateTime,
  PyDecimal,
  PyException,
  PyFloat,
  PyFrozenSet,
  PyFunction,
  PyInstance,
  PyNamedTuple,
  PyPath,
  PyRepr,
  PySet,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  PyTuple,
  PyType,
} from '@interpreter-bridge/core'
import type { CollectionTag, ScalarTag } from 'yaml'
import type { Language } from './fixture.js'

/** An expected value that is written by its canonical text: dataclasses, instances, exceptions. */
export class Canonical {
  constructor(readonly text: string) {}
}

/** JavaScript's `10n`; in Python every int is one of these. */
export class ExpectedBigInt {
  constructor(readonly value: bigint) {}
}

/** A host object of the fixture, by its key under `objects`. */
export class ObjectReference {
  constructor(readonly key: string) {}
}

interface WithJson {
  toJSON(arg?: unknown, ctx?: unknown): unknown
}

function scalar(tag: string, resolve: (text: string) => unknown): ScalarTag {
  return { tag, resolve }
}

function sequence(tag: string, make: (items: unknown[]) => unknown): CollectionTag {
  return {
    tag,
    collection: 'seq',
    // The node's content is needed as values, not as a document.
    resolve: (node) => Object.assign(node, { toJSON: (_: unknown, ctx: unknown) => make(items(node as never, ctx)) }),
  }
}

function items(node: { items: WithJson[] }, ctx: unknown): unknown[] {
  return node.items.map((item) => item.toJSON(undefined, ctx))
}

/** The tags of fixtures. `!!float 1` and `1.0` are floats, `1` is an int. */
export const yamlTags = [
  scalar('!bigint', (text) => new ExpectedBigInt(BigInt(text))),
  scalar('!bytes', (text) => new TextEncoder().encode(text)),
  scalar('!hex', (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))),
  scalar('!path', (text) => new PyPath(text)),
  scalar('!decimal', (text) => new PyDecimal(text)),
  scalar('!repr', (text) => new Canonical(`repr(${JSON.stringify(text)})`)),
  scalar('!cycle', (text) => new Canonical(`cycle(${JSON.stringify(text)})`)),
  scalar('!type', (text) => new PyType(text)),
  scalar('!object', (text) => new ObjectReference(text)),
  scalar('!is', (text) => new Canonical(text)),
  sequence('!tuple', (list) => new PyTuple(list)),
  sequence('!set', (list) => new PySet(list)),
  sequence('!frozenset', (list) => new PyFrozenSet(list)),
  sequence('!complex', ([real, imag]) => new PyComplex(Number(real), Number(imag))),
]

/** One text for each value, telling types apart: `1` and `1.0`, list and tuple. What expectations are compared by. */
export function canonical(value: unknown, language: Language): string {
  const inner = (item: unknown): string => canonical(item, language)
  const list = (all: Iterable<unknown>): string => [...all].map(inner).join(', ')
  const sortedList = (all: Iterable<unknown>): string => [...all].map(inner).sort().join(', ')
  const pairs = (all: Iterable<readonly [unknown, unknown]>): string =>
    [...all].map(([key, item]) => `${inner(key)}: ${inner(item)}`).join(', ')
  switch (typeof value) {
    case 'undefined':
      return 'None'
    case 'boolean':
      return value ? 'True' : 'False'
    case 'string':
      return JSON.stringify(value)
    case 'bigint':
      return language === 'javascript' ? `${value}n` : String(value)
    case 'number':
      return language === 'javascript' ? showNumber(value) : showFloat(value)
  }
  if (value === null) return 'None'
  if (value instanceof Canonical) return value.text
  if (value instanceof ExpectedBigInt) return language === 'python' ? String(value.value) : `${value.value}n`
  if (Array.isArray(value)) return `[${list(value)}]`
  if (value instanceof Uint8Array) return `b"${[...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')}"`
  if (value instanceof Map) return `{${pairs(value)}}`
  if (value instanceof Set) return `{${sortedList(value)}}`
  if (value instanceof Date) return `date(${value.toISOString()})`
  if (!isPyValue(value)) return `{${pairs(Object.entries(value as object))}}`
  if (value instanceof PyTuple) return `(${list(value)})`
  if (value instanceof PySet) return `{${sortedList(value)}}`
  if (value instanceof PyFrozenSet) return `frozenset{${sortedList(value)}}`
  if (value instanceof PyNamedTuple)
    return `${value.name}(${value.fieldNames.map((name, i) => `${name}=${inner(value.items[i])}`).join(', ')})`
  if (value instanceof PyDataclass) {
    const frozen = value.frozen === undefined ? '' : value.frozen ? 'frozen ' : ''
    return `${frozen}dataclass ${value.name}(${[...value.attributes].map(([name, item]) => `${name}=${inner(item)}`).join(', ')})`
  }
  if (value instanceof PyInstance)
    return `instance ${value.name}(${[...value.attributes].map(([name, item]) => `${name}=${inner(item)}`).join(', ')})`
  if (value instanceof PyPath) return `Path(${JSON.stringify(value.path)})`
  if (value instanceof PyDecimal) return `Decimal(${value.text})`
  if (value instanceof PyComplex) return `complex(${showFloat(value.real)}, ${showFloat(value.imag)})`
  if (value instanceof PyFloat) return showFloat(value.value)
  if (value instanceof PyRepr) return `repr(${JSON.stringify(value.text)})`
  if (value instanceof PyCycle) return `cycle(${JSON.stringify(value.text)})`
  if (value instanceof PyType) return `type ${value.name}`
  if (value instanceof PyFunction) return `function ${value.name}`
  if (value instanceof PyException)
    return `exception ${value.excType}(${value.message === undefined ? '' : JSON.stringify(value.message)})`
  return moment(value)
}

function moment(value: object): string {
  const zone = (offset: PyTimeZone | undefined): string =>
    offset ? ` ${offset.name ?? ''}${offset.offsetSeconds}` : ''
  const pad = (part: number, width = 2): string => String(part).padStart(width, '0')
  if (value instanceof PyDate) return `date ${value.year}-${pad(value.month)}-${pad(value.day)}`
  if (value instanceof PyDateTime) {
    const clock = `${pad(value.hour)}:${pad(value.minute)}:${pad(value.second)}.${pad(value.microsecond, 6)}`
    return `datetime ${value.year}-${pad(value.month)}-${pad(value.day)} ${clock}${zone(value.timezone)}`
  }
  if (value instanceof PyTime)
    return `time ${pad(value.hour)}:${pad(value.minute)}:${pad(value.second)}.${pad(value.microsecond, 6)}${zone(value.timezone)}`
  if (value instanceof PyTimeDelta) return `timedelta ${value.days}d ${value.seconds}s ${value.microseconds}us`
  if (value instanceof PyTimeZone) return `timezone${zone(value)}`
  return isPyValue(value) ? value.pyType : 'unknown'
}

function showFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

function showNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** The value a fixture's host gives: for JavaScript, ints become numbers and string-keyed Maps objects. */
export function hostValue(value: unknown, language: Language, object: (key: string) => unknown): unknown {
  const inner = (item: unknown): unknown => hostValue(item, language, object)
  if (value instanceof ObjectReference) return object(value.key)
  if (value instanceof ExpectedBigInt) return value.value
  if (Array.isArray(value)) return value.map(inner)
  if (value instanceof PyTuple) return new PyTuple([...value].map(inner))
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]): [unknown, unknown] => [inner(key), inner(item)])
    const plain = language === 'javascript' && entries.every(([key]) => typeof key === 'string')
    return plain ? Object.fromEntries(entries) : new Map(entries)
  }
  if (language === 'python') return value
  if (typeof value === 'bigint') return Number(value)
  return value
}
