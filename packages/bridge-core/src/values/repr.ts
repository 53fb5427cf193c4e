import { quotePython } from '../platform/python-string.js'
import { bytesOf } from './bytes.js'
import { PyClass, PyException, PyFunction, PyInstance, PyModule, PyType } from './classes.js'
import { PyFrozenSet, PyNamedTuple, PySet, PyTuple } from './collections.js'
import { PyDateTime } from './datetime.js'
import { HostObject } from './host-object.js'
import { isPyValue } from './py-value.js'
import { quoteBytes } from './quote-bytes.js'
import { reprMoment } from './repr-moment.js'
import { reprComplex, reprFloat } from './repr-number.js'
import { PyComplex, PyCycle, PyDecimal, PyEllipsis, PyFile, PyFloat, PyPath, PyRepr } from './scalars.js'
import type { ValueView } from './view.js'

export interface ReprOptions {
  /**
   * The view that the value has. In the natural one a number that is an integer is taken for an int, in the exact one
   * every number is a float. Default `natural`.
   */
  readonly view?: ValueView
}

/** What is nested deeper is `...`. Python has a limit, too: there it is an error. */
const MAX_DEPTH = 500
/** A text that would be longer is `...`: thirty lists can hold each other a billion times. */
const MAX_LENGTH = 1 << 26

/** A value as Python's `repr()` shows it. */
export function repr(value: unknown, options: ReprOptions = {}): string {
  return new Repr(options.view === 'exact').of(value, 0)
}

class Repr {
  readonly #exact: boolean
  readonly #done = new Map<object, string>()

  constructor(exact: boolean) {
    this.#exact = exact
  }

  of(value: unknown, depth: number): string {
    switch (typeof value) {
      case 'undefined':
        return 'None'
      case 'boolean':
        return value ? 'True' : 'False'
      case 'bigint':
        return String(value)
      case 'number': {
        const isInt = !this.#exact && Number.isSafeInteger(value) && !Object.is(value, -0)
        return isInt ? String(value) : reprFloat(value)
      }
      case 'string':
        return quotePython(value)
      case 'symbol':
        return String(value)
      case 'function':
        return `<function ${value.name}>`
    }
    return value === null ? 'None' : this.#object(value as object, depth)
  }

  #object(value: object, depth: number): string {
    const done = this.#done.get(value)
    if (done !== undefined) return done
    if (depth >= MAX_DEPTH) return '...'
    // Met again within itself, it is what Python shows there.
    this.#done.set(value, Array.isArray(value) ? '[...]' : value instanceof PyTuple ? '(...)' : '{...}')
    const text = this.#container(value, depth + 1)
    this.#done.set(value, text)
    return text
  }

  #container(value: object, depth: number): string {
    if (Array.isArray(value)) return `[${this.#list(value, depth)}]`
    const bytes = bytesOf(value)
    if (bytes) return `b${quoteBytes(bytes)}`
    if (value instanceof Map) return `{${this.#pairs(value, depth)}}`
    if (value instanceof Set) return value.size === 0 ? 'set()' : `{${this.#list(value, depth)}}`
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? String(value) : this.of(PyDateTime.fromDate(value), depth)
    return isPyValue(value) ? this.#pyValue(value, depth) : `{${this.#pairs(Object.entries(value), depth)}}`
  }

  #pyValue(value: object, depth: number): string {
    if (value instanceof PyTuple) return `(${this.#list(value, depth)}${value.length === 1 ? ',' : ''})`
    if (value instanceof PySet) return value.size === 0 ? 'set()' : `{${this.#list(value, depth)}}`
    if (value instanceof PyFrozenSet)
      return value.size === 0 ? 'frozenset()' : `frozenset({${this.#list(value, depth)}})`
    if (value instanceof PyNamedTuple) {
      return `${value.name}(${this.#fields(
        value.fieldNames.map((name, i) => [name, value.items[i]]),
        depth,
      )})`
    }
    if (value instanceof PyInstance || 'cls' in value) {
      return `${(value as PyInstance).name}(${this.#fields((value as PyInstance).attributes, depth)})`
    }
    return reprMoment(value) ?? reprScalar(value)
  }

  #list(items: Iterable<unknown>, depth: number): string {
    return join(Array.from(items, (item) => this.of(item, depth)))
  }

  #pairs(entries: Iterable<readonly [unknown, unknown]>, depth: number): string {
    return join(Array.from(entries, ([key, item]) => `${this.of(key, depth)}: ${this.of(item, depth)}`))
  }

  #fields(entries: Iterable<readonly [string, unknown]>, depth: number): string {
    return join(Array.from(entries, ([name, item]) => `${name}=${this.of(item, depth)}`))
  }
}

function join(texts: readonly string[]): string {
  const length = texts.reduce((sum, text) => sum + text.length + 2, 0)
  return length > MAX_LENGTH ? '...' : texts.join(', ')
}

function reprScalar(value: object): string {
  if (value instanceof PyFloat) return reprFloat(value.value)
  if (value instanceof PyComplex) return reprComplex(value.real, value.imag)
  if (value instanceof PyDecimal) return `Decimal(${quotePython(value.text)})`
  if (value instanceof PyPath) return `PosixPath(${quotePython(value.path)})`
  if (value instanceof PyRepr || value instanceof PyCycle) return value.text
  if (value instanceof PyType || value instanceof PyClass) return `<class ${quotePython(value.name)}>`
  if (value instanceof PyFunction) return `<${value.origin === 'builtin' ? 'built-in ' : ''}function ${value.name}>`
  if (value instanceof PyModule) return `<module ${quotePython(value.name)}>`
  if (value instanceof PyException)
    return `${value.excType}(${value.message === undefined ? '' : quotePython(value.message)})`
  if (value instanceof PyFile) return `<file ${quotePython(value.path)} mode ${quotePython(value.mode)}>`
  if (value instanceof HostObject) return `<${value.name} object ${value.id}>`
  return value instanceof PyEllipsis ? 'Ellipsis' : 'NotImplemented'
}
