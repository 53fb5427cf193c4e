import { PyValue } from './py-value.js'

/** Python's `tuple`. */
export class PyTuple<T = unknown> extends PyValue implements Iterable<T> {
  readonly items: readonly T[]

  constructor(items: Iterable<T>) {
    super()
    this.items = Object.freeze([...items])
  }

  get pyType(): 'tuple' {
    return 'tuple'
  }

  toJSON(): unknown {
    return this.items
  }

  get length(): number {
    return this.items.length
  }

  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]()
  }
}

abstract class SetBase<T> extends PyValue implements Iterable<T> {
  readonly items: readonly T[]

  constructor(items: Iterable<T>) {
    super()
    this.items = Object.freeze([...items])
  }

  get size(): number {
    return this.items.length
  }

  /** Whether a string, number, boolean, bigint or null is an element. */
  has(item: unknown): boolean {
    return this.items.some((own) => Object.is(own, item))
  }

  toJSON(): unknown {
    return this.items
  }

  [Symbol.iterator](): Iterator<T> {
    return this.items[Symbol.iterator]()
  }
}

/** Python's `set`: elements in Python's order, which means nothing. */
export class PySet<T = unknown> extends SetBase<T> {
  get pyType(): 'set' {
    return 'set'
  }
}

/** Python's `frozenset`. */
export class PyFrozenSet<T = unknown> extends SetBase<T> {
  get pyType(): 'frozenset' {
    return 'frozenset'
  }
}

/** A `collections.namedtuple` or `typing.NamedTuple` instance. */
export class PyNamedTuple extends PyValue {
  readonly name: string
  readonly fieldNames: readonly string[]
  readonly items: readonly unknown[]

  constructor(name: string, fieldNames: readonly string[], items: readonly unknown[]) {
    super()
    this.name = name
    this.fieldNames = Object.freeze([...fieldNames])
    this.items = Object.freeze([...items])
  }

  get pyType(): 'namedtuple' {
    return 'namedtuple'
  }

  toJSON(): unknown {
    return Object.fromEntries(this.fieldNames.map((name, index) => [name, this.items[index]]))
  }

  /** The value of a field; undefined where there is no such field. */
  get(field: string): unknown {
    return this.items[this.fieldNames.indexOf(field)]
  }
}
