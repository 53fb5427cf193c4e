import { errorJson } from '../errors/error-json.js'
import { toBase64 } from '../platform/base64.js'
import { bytesOf } from './bytes.js'
import type { Json } from './json.js'
import { repr } from './repr.js'

/** What is nested deeper is left out, for the sake of those who read it recursively. */
const MAX_DEPTH = 256
/** Characters in all, of which longer texts are abridged: what `JSON.stringify` can still join, with every one escaped. */
const MAX_TEXT = 1 << 26
/** Items that are there because a container is there more than once: thirty lists can hold each other a billion times. */
const MAX_REPEATED = 1_000_000
const ABRIDGED = 1000

/**
 * Any value as JSON would have it, for logs and responses: `JSON.stringify` of it never throws. Lossy: tuples, sets and
 * frozensets become arrays; dataclasses, instances and named tuples objects of their fields; keys strings, or where two
 * would be the same an array of pairs; bigints numbers where they are safe and strings otherwise; bytes base64; times
 * ISO 8601; NaN, infinities and invalid dates null; errors objects with `name`, `message` and their fields; types,
 * functions and modules their names; host objects `{ name, id }`; whatever else its `repr`. `[...]` and `{...}` stand
 * for what contains itself, is nested deeper than 256 levels, or is repeated a million times.
 */
export function toPlain(value: unknown): Json {
  // Most of what an event has: nothing to keep count of.
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value.toWellFormed()
  return new Plain().of(value, 0)
}

/** What is known of a container that is done, and is met again. */
interface Done {
  readonly json: Json
  readonly height: number
  readonly items: number
  readonly text: number
}

class Plain {
  readonly #done = new Map<object, Done | undefined>()
  #items = 0
  #text = 0
  #repeated = 0
  /** The deepest level that was reached within the container at work. */
  #deepest = 0

  of(value: unknown, depth: number): Json {
    switch (typeof value) {
      case 'string':
        return this.#string(value)
      case 'number':
        // `+ 0`: JSON has no -0.
        return Number.isFinite(value) ? value + 0 : null
      case 'boolean':
        return value
      case 'bigint':
        return Number.isSafeInteger(Number(value)) ? Number(value) : this.#string(String(value))
      case 'undefined':
        return null
      case 'symbol':
        return String(value)
      case 'function':
        return value.name
    }
    return value === null ? null : this.#object(value as object, depth)
  }

  #object(value: object, depth: number): Json {
    if (this.#done.has(value)) return this.#again(value, depth)
    if (depth >= MAX_DEPTH) return ellipsis(value)
    const [items, text, deepest] = [this.#items, this.#text, this.#deepest]
    this.#items++
    this.#deepest = depth
    this.#done.set(value, undefined)
    let json: Json
    try {
      json = this.#container(value, depth)
    } catch {
      json = 'a value that cannot be read'
    }
    const done = { json, height: this.#deepest - depth, items: this.#items - items, text: this.#text - text }
    this.#done.set(value, done)
    this.#deepest = Math.max(this.#deepest, deepest)
    return json
  }

  #again(value: object, depth: number): Json {
    const done = this.#done.get(value)
    if (!done || depth + done.height >= MAX_DEPTH || this.#repeated + done.items > MAX_REPEATED) return ellipsis(value)
    if (this.#text + done.text > MAX_TEXT) return ellipsis(value)
    this.#repeated += done.items
    this.#items += done.items
    this.#text += done.text
    this.#deepest = Math.max(this.#deepest, depth + done.height)
    return done.json
  }

  #container(value: object, depth: number): Json {
    if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => this.of(item, depth + 1))
    if (value instanceof Map) return this.#entries([...value], depth)
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
    if (value instanceof RegExp) return this.#string(String(value))
    const bytes = bytesOf(value)
    if (bytes) return this.#string(toBase64(bytes))
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.of(value.toJSON(), depth)
    if (value instanceof Error) return this.of(errorJson(value), depth)
    return this.#entries(Object.entries(value), depth)
  }

  #entries(entries: readonly (readonly [unknown, unknown])[], depth: number): Json {
    const pairs = entries.map(([key, item]): [string, Json] => [
      this.#string(typeof key === 'string' ? key : repr(key)),
      this.of(item, depth + 1),
    ])
    const keys = new Set(pairs.map(([key]) => key))
    return keys.size === pairs.length ? Object.fromEntries(pairs) : pairs
  }

  #string(text: string): string {
    const whole = this.#text + text.length <= MAX_TEXT || text.length <= ABRIDGED
    const shown = whole ? text : `${text.slice(0, ABRIDGED)}… (${text.length} characters)`
    this.#text += shown.length
    return shown.toWellFormed()
  }
}

function ellipsis(value: object): string {
  return Array.isArray(value) || Symbol.iterator in value ? '[...]' : '{...}'
}
