import {
  BridgeError,
  bytesOf,
  HostClass,
  HostObject,
  isPyValue,
  PyClass,
  PyComplex,
  PyDate,
  PyDateTime,
  PyDecimal,
  PyEllipsis,
  PyException,
  PyFile,
  PyFloat,
  PyFrozenSet,
  PyFunction,
  PyInstance,
  PyModule,
  PyNamedTuple,
  PyNotImplemented,
  PyPath,
  PySet,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  PyTuple,
  PyType,
  type PyValue,
  type ValueView,
} from '@interpreter-bridge/core'
import { Tag } from './tags.js'
import type { Writer } from './writer.js'

/** The name of what makes a host object equal to itself only. Hosts have no names that begin with `_`. */
export const IDENTITY = '_id'

/** A container whose children are being written. */
interface Frame {
  readonly value: object
  readonly children: readonly unknown[]
  readonly ids: number[]
  /** Writes the container's own node, its children being `ids`. */
  readonly finish: (ids: readonly number[]) => void
}

/** Writes one value: its nodes and its root. */
export function writeValue(out: Writer, value: unknown, view: ValueView): void {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    // Most answers are one small value: one node, which is the root.
    out.len(1)
    writeSmall(out, value, view)
    out.len(0)
    return
  }
  const encoder = new Encoder(out, view)
  const root = encoder.add(value)
  encoder.end()
  out.len(root)
}

/** Writes named values that share one table of nodes. */
export function writeValues(out: Writer, values: Readonly<Record<string, unknown>>, view: ValueView): void {
  const encoder = new Encoder(out, view)
  const roots = Object.entries(values).map(([name, value]): [string, number] => [name, encoder.add(value)])
  encoder.end()
  out.len(roots.length)
  for (const [name, root] of roots) {
    out.str(name)
    out.len(root)
  }
}

function writeSmall(out: Writer, value: number | boolean | null, view: ValueView): void {
  if (typeof value !== 'number') out.u8(value === null ? Tag.none : value ? Tag.true : Tag.false)
  else if (view === 'exact' || !Number.isSafeInteger(value) || Object.is(value, -0)) {
    out.u8(Tag.float)
    out.f64(value)
  } else if (value >= -128 && value < 128) {
    out.u8(Tag.int8)
    out.u8(value & 0xff)
  } else if (value === (value | 0)) {
    out.u8(Tag.int32)
    out.i32(value)
  } else writeBigInt(out, BigInt(value))
}

function writeBigInt(out: Writer, value: bigint): void {
  if (BigInt.asIntN(64, value) === value) {
    out.u8(Tag.int64)
    out.i64(value)
    return
  }
  const hex = (value < 0n ? -value : value).toString(16)
  const padded = hex.length % 2 === 0 ? hex : `0${hex}`
  const magnitude = new Uint8Array(padded.length / 2)
  for (let i = 0; i < magnitude.length; i++) {
    const at = padded.length - 2 * (i + 1)
    magnitude[i] = Number.parseInt(padded.slice(at, at + 2), 16)
  }
  out.u8(Tag.bigInt)
  out.bool(value < 0n)
  out.blob(magnitude)
}

/** Writes nodes in post-order. Iterative; an object that occurs twice is written once. The core has checked the value. */
class Encoder {
  readonly #out: Writer
  readonly #view: ValueView
  readonly #countAt: number
  #count = 0
  #seen: Map<object, number> | undefined

  constructor(out: Writer, view: ValueView) {
    this.#out = out
    this.#view = view
    this.#countAt = out.reserveLen()
  }

  end(): void {
    this.#out.patchLen(this.#countAt, this.#count)
  }

  /** Writes a value and everything in it; its node's number. */
  add(root: unknown): number {
    const first = this.#enter(root)
    if (typeof first === 'number') return first
    const stack: Frame[] = [first]
    for (;;) {
      const frame = stack[stack.length - 1] as Frame
      if (frame.ids.length < frame.children.length) {
        const entered = this.#enter(frame.children[frame.ids.length])
        if (typeof entered === 'number') frame.ids.push(entered)
        else stack.push(entered)
        continue
      }
      frame.finish(frame.ids)
      const id = this.#count++
      this.#seen ??= new Map()
      this.#seen.set(frame.value, id)
      stack.pop()
      const holder = stack[stack.length - 1]
      if (!holder) return id
      holder.ids.push(id)
    }
  }

  #enter(value: unknown): number | Frame {
    switch (typeof value) {
      case 'string':
        this.#out.u8(Tag.str)
        this.#out.str(value)
        return this.#count++
      case 'number':
        writeSmall(this.#out, value, this.#view)
        return this.#count++
      case 'boolean':
        writeSmall(this.#out, value, this.#view)
        return this.#count++
      case 'bigint':
        writeBigInt(this.#out, value)
        return this.#count++
      case 'undefined':
        writeSmall(this.#out, null, this.#view)
        return this.#count++
      case 'object':
        if (value !== null) return this.#seen?.get(value) ?? this.#object(value)
        writeSmall(this.#out, null, this.#view)
        return this.#count++
      default:
        throw new BridgeError('value-unsupported', `a ${typeof value} cannot cross`)
    }
  }

  #object(value: object): number | Frame {
    if (Array.isArray(value)) return this.#items(value, value, Tag.list)
    const bytes = bytesOf(value)
    if (bytes) {
      this.#out.u8(Tag.bytes)
      this.#out.blob(bytes)
      return this.#count++
    }
    if (isPyValue(value)) return this.#pyValue(value)
    if (value instanceof Map) return this.#pairs(value, [...value], () => this.#out.u8(Tag.dict))
    if (value instanceof Set) return this.#items(value, [...value], Tag.set)
    if (value instanceof Date) return this.#pyValue(PyDateTime.fromDate(value))
    return this.#pairs(value, Object.entries(value), () => this.#out.u8(Tag.dict))
  }

  #items(value: object, children: readonly unknown[], tag: number, head?: () => void): Frame {
    return {
      value,
      children,
      ids: [],
      finish: (ids) => {
        this.#out.u8(tag)
        head?.()
        this.#ids(ids)
      },
    }
  }

  #ids(ids: readonly number[]): void {
    this.#out.len(ids.length)
    for (const id of ids) this.#out.len(id)
  }

  #pairs(value: object, entries: Iterable<readonly [unknown, unknown]>, head: (ids: readonly number[]) => void): Frame {
    const children = [...entries].flat(1) as unknown[]
    return {
      value,
      children,
      ids: [],
      finish: (ids) => {
        head(ids)
        const own = ids.slice(ids.length - children.length)
        this.#out.len(own.length / 2)
        for (const id of own) this.#out.len(id)
      },
    }
  }

  #pyValue(value: PyValue): number | Frame {
    const out = this.#out
    if (value instanceof PyTuple) return this.#items(value, value.items, Tag.tuple)
    if (value instanceof PySet) return this.#items(value, value.items, Tag.set)
    if (value instanceof PyFrozenSet) return this.#items(value, value.items, Tag.frozenSet)
    if (value instanceof PyNamedTuple) {
      return this.#items(value, value.items, Tag.namedTuple, () => {
        out.str(value.name)
        out.len(value.fieldNames.length)
        for (const field of value.fieldNames) out.str(field)
      })
    }
    if (value instanceof PyClass) {
      return this.#pairs(value, value.attributes, () =>
        this.#class(value.name, value.id, value.hostDefined, value.isDataclass),
      )
    }
    if (value instanceof PyModule) {
      return this.#pairs(value, value.attributes, () => {
        out.u8(Tag.module)
        out.str(value.name)
        out.uuid(value.id)
      })
    }
    if (value instanceof PyInstance || 'cls' in value) return this.#instance(value as PyInstance)
    if (value instanceof HostObject) return this.#hostObject(value)
    if (value instanceof HostClass) return this.#hostClass(value)
    this.#leaf(value)
    return this.#count++
  }

  #class(name: string, id: string, hostDefined: boolean, isDataclass: boolean): void {
    this.#out.u8(Tag.class)
    this.#out.str(name)
    this.#out.uuid(id)
    this.#out.bool(hostDefined)
    this.#out.bool(isDataclass)
  }

  #instance(value: PyInstance): Frame {
    const cls = this.add(value.cls)
    return this.#pairs(value, value.attributes, () => {
      this.#out.u8(Tag.instance)
      this.#out.len(cls)
      this.#out.uuid(value.id)
    })
  }

  #hostClass({ name, id, dataclass }: HostClass): number {
    this.#class(name, id, true, dataclass)
    this.#out.len(0)
    return this.#count++
  }

  /** Only its fields go along: the guest asks for attributes when it reads them. */
  #hostObject(value: HostObject): Frame {
    const cls = this.#classOf(value)
    // The engine compares what was sent along: without this, all objects of a class without fields would be equal.
    const identity = value.dataclass ? [] : [this.#enter(IDENTITY) as number, this.#identity(value.id)]
    const children = [...value.fields].flat(1)
    return {
      value,
      children,
      ids: [],
      finish: (ids) => {
        this.#out.u8(Tag.instance)
        this.#out.len(cls)
        this.#out.uuid(value.id)
        this.#out.len((children.length + identity.length) / 2)
        for (const id of ids) this.#out.len(id)
        for (const id of identity) this.#out.len(id)
      },
    }
  }

  /** With `__match_args__`, which lets `case Point(x, y)` take a dataclass apart. */
  #classOf({ name, classId, dataclass, fields }: HostObject): number {
    if (!dataclass) {
      this.#class(name, classId, true, false)
      this.#out.len(0)
      return this.#count++
    }
    const key = this.#enter('__match_args__') as number
    const names = this.add(new PyTuple(fields.keys()))
    this.#class(name, classId, true, true)
    this.#out.len(1)
    this.#out.len(key)
    this.#out.len(names)
    return this.#count++
  }

  /** Equal to itself only, however often it is sent: an instance of a class of its own, which reads `object()`. */
  #identity(id: string): number {
    this.#class('object', id, true, false)
    this.#out.len(0)
    const cls = this.#count++
    this.#out.u8(Tag.instance)
    this.#out.len(cls)
    this.#out.uuid(id)
    this.#out.len(0)
    return this.#count++
  }

  #leaf(value: PyValue): void {
    const out = this.#out
    const text = (tag: number, content: string): void => {
      out.u8(tag)
      out.str(content)
    }
    if (value instanceof PyFloat) {
      out.u8(Tag.float)
      out.f64(value.value)
    } else if (value instanceof PyComplex) {
      out.u8(Tag.complex)
      out.f64(value.real)
      out.f64(value.imag)
    } else if (value instanceof PyDecimal) text(Tag.decimal, value.text)
    else if (value instanceof PyPath) text(Tag.path, value.path)
    else if (value instanceof PyType) text(Tag.type, value.name)
    else if (value instanceof PyException) {
      text(Tag.exception, value.excType)
      out.optStr(value.message)
    } else if (value instanceof PyFunction) {
      text(value.origin === 'host' ? Tag.function : Tag.builtin, value.name)
      if (value.origin === 'host') out.optStr(value.docstring)
    } else if (value instanceof PyFile) {
      text(Tag.file, value.path)
      out.str(value.mode)
      out.f64(value.position)
    } else if (value instanceof PyEllipsis) out.u8(Tag.ellipsis)
    else if (value instanceof PyNotImplemented) out.u8(Tag.notImplemented)
    else this.#moment(value)
  }

  #moment(value: PyValue): void {
    const out = this.#out
    if (value instanceof PyDate) {
      out.u8(Tag.date)
      out.i32(value.year)
      out.u8(value.month)
      out.u8(value.day)
    } else if (value instanceof PyDateTime) {
      out.u8(Tag.dateTime)
      out.i32(value.year)
      for (const part of [value.month, value.day, value.hour, value.minute, value.second]) out.u8(part)
      out.u32(value.microsecond)
      this.#zone(value.timezone)
    } else if (value instanceof PyTime) {
      out.u8(Tag.time)
      for (const part of [value.hour, value.minute, value.second, value.fold]) out.u8(part)
      out.u32(value.microsecond)
      this.#zone(value.timezone)
    } else if (value instanceof PyTimeDelta) {
      out.u8(Tag.timeDelta)
      out.i32(value.days)
      out.i32(value.seconds)
      out.i32(value.microseconds)
    } else if (value instanceof PyTimeZone) {
      out.u8(Tag.timeZone)
      this.#zone(value)
    } else throw new BridgeError('value-unsupported', `a ${value.pyType} cannot cross to the guest`)
  }

  #zone(zone: PyTimeZone | undefined): void {
    this.#out.bool(zone !== undefined)
    if (!zone) return
    this.#out.i32(zone.offsetSeconds)
    this.#out.optStr(zone.name)
  }
}
