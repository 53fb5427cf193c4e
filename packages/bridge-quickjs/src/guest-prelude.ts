/**
 * Runs in every fresh context before guest code, and captures what it needs of the language then: a guest that
 * overrides prototypes or globals changes nothing here. Values cross as JSON text in which everything that JSON lacks
 * is an array with a tag; bytes cross beside it, as array buffers. `values.ts` is the other end.
 */
export const guestPrelude = String.raw`(() => {
  'use strict'
  const { parse, stringify } = JSON
  const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty, getPrototypeOf } = Reflect
  const { isArray } = Array
  const isNaN_ = Number.isNaN, is = Object.is, String_ = String, Error_ = Error, TypeError_ = TypeError
  const Uint8 = Uint8Array, Map_ = Map, Set_ = Set, Date_ = Date, BigInt_ = BigInt, Proxy_ = Proxy
  const { isView } = ArrayBuffer
  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get
  const Views = [getPrototypeOf(Uint8.prototype), DataView.prototype]
  const Buffers = [ArrayBuffer.prototype, SharedArrayBuffer.prototype]
  const whole = (prototype) => [getter(prototype, 'byteLength'), prototype.slice]
  const part = (prototype) => [getter(prototype, 'buffer'), getter(prototype, 'byteOffset'), getter(prototype, 'byteLength')]
  const partOf = { view: part(Views[0]), data: part(Views[1]) }, wholeOf = { own: whole(Buffers[0]), shared: whole(Buffers[1]) }
  const getTime = Date_.prototype.getTime
  const mapForEach = Map_.prototype.forEach, setForEach = Set_.prototype.forEach
  const mapSize = getOwnPropertyDescriptor(Map_.prototype, 'size').get
  const setSize = getOwnPropertyDescriptor(Set_.prototype, 'size').get
  const setHas = Set_.prototype.has, setAdd = Set_.prototype.add, setDelete = Set_.prototype.delete
  const mapSet = Map_.prototype.set
  const bigToString = BigInt_.prototype.toString, symbolToString = Symbol.prototype.toString
  const quote = (text) => stringify(text)
  const isMap = (value) => { try { apply(mapSize, value, []); return true } catch { return false } }
  const isSet = (value) => { try { apply(setSize, value, []); return true } catch { return false } }
  const isDate = (value) => { try { apply(getTime, value, []); return true } catch { return false } }

  const encode = (value, open, buffers) => {
    switch (typeof value) {
      case 'undefined': return '["u"]'
      case 'boolean': return value ? 'true' : 'false'
      case 'string': return quote(value)
      case 'number':
        if (isNaN_(value) || value === 1 / 0 || value === -1 / 0) return '["n","' + value + '"]'
        return is(value, -0) ? '["n","-0"]' : '' + value
      case 'bigint': return '["i","' + apply(bigToString, value, []) + '"]'
      case 'symbol': return '["r",' + quote(apply(symbolToString, value, [])) + ']'
      case 'function': return '["f",' + quote(functionName(value)) + ']'
    }
    if (value === null) return 'null'
    if (apply(setHas, open, [value])) return '["c"]'
    apply(setAdd, open, [value])
    const text = encodeObject(value, open, buffers)
    apply(setDelete, open, [value])
    return text
  }
  const functionName = (value) => {
    const own = getOwnPropertyDescriptor(value, 'name')
    return own && typeof own.value === 'string' ? own.value : ''
  }
  const cut = ([, slice], buffer, start, end) => apply(slice, buffer, [start, end])
  const bytesOfBuffer = (value, start = 0, length) => {
    for (const kind of [wholeOf.own, wholeOf.shared]) {
      let size
      try { size = apply(kind[0], value, []) } catch { continue }
      const end = start + (length ?? size)
      if (kind === wholeOf.own) return cut(kind, value, start, end)
      // The engine hands over buffers that are not shared.
      const bytes = new Uint8(end - start), shared = new Uint8(value)
      for (let i = start; i < end; i++) bytes[i - start] = shared[i]
      return apply(partOf.view[0], bytes, [])
    }
  }
  const bytesOfView = (value) => {
    let kind = partOf.view
    try { apply(kind[0], value, []) } catch { kind = partOf.data }
    return bytesOfBuffer(apply(kind[0], value, []), apply(kind[1], value, []), apply(kind[2], value, []))
  }
  const encodeObject = (value, open, buffers) => {
    if (isArray(value)) {
      let text = '["a"'
      for (let i = 0; i < value.length; i++) text += ',' + encode(value[i], open, buffers)
      return text + ']'
    }
    const copy = isView(value) ? bytesOfView(value) : bytesOfBuffer(value)
    if (copy) {
      defineProperty(buffers, buffers.length, { value: copy, configurable: true, enumerable: true, writable: true })
      return '["b",' + (buffers.length - 1) + ']'
    }
    if (isDate(value)) return '["d",' + encode(apply(getTime, value, []), open, buffers) + ']'
    if (isMap(value)) {
      let text = '["m"'
      apply(mapForEach, value, [(item, key) => { text += ',' + encode(key, open, buffers) + ',' + encode(item, open, buffers) }])
      return text + ']'
    }
    if (isSet(value)) {
      let text = '["s"'
      apply(setForEach, value, [(item) => { text += ',' + encode(item, open, buffers) }])
      return text + ']'
    }
    if (value instanceof Error_) return '["e",' + quote(String_(value.name)) + ',' + quote(String_(value.message)) + ']'
    let text = '["o"'
    const keys = ownKeys(value)
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]
      if (typeof key !== 'string') continue
      const own = getOwnPropertyDescriptor(value, key)
      if (own && own.enumerable) text += ',' + quote(key) + ',' + encode(value[key], open, buffers)
    }
    return text + ']'
  }

  const decode = (node, buffers) => {
    if (!isArray(node)) return node
    const [tag] = [node[0]]
    switch (tag) {
      case 'u': return undefined
      case 'n': return +node[1]
      case 'i': return BigInt_(node[1])
      case 'b': return new Uint8(buffers[node[1]])
      case 'd': return new Date_(node[1])
      case 'a': {
        const items = []
        for (let i = 1; i < node.length; i++) {
          defineProperty(items, i - 1, { value: decode(node[i], buffers), configurable: true, enumerable: true, writable: true })
        }
        return items
      }
      case 'o': {
        const object = {}
        for (let i = 1; i < node.length; i += 2) {
          defineProperty(object, node[i], { value: decode(node[i + 1], buffers), configurable: true, enumerable: true, writable: true })
        }
        return object
      }
      case 'm': {
        const map = new Map_()
        for (let i = 1; i < node.length; i += 2) apply(mapSet, map, [decode(node[i], buffers), decode(node[i + 1], buffers)])
        return map
      }
      case 's': {
        const set = new Set_()
        for (let i = 1; i < node.length; i++) apply(setAdd, set, [decode(node[i], buffers)])
        return set
      }
    }
  }

  const show = (value) => {
    if (typeof value === 'string') return value
    if (typeof value === 'symbol') return apply(symbolToString, value, [])
    if (typeof value === 'bigint') return apply(bigToString, value, []) + 'n'
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[Function: ' + (functionName(value) || '(anonymous)') + ']' : String_(value)
    if (value instanceof Error_) return String_(value.stack ? value.name + ': ' + value.message : value)
    try { return stringify(value) ?? String_(value) } catch { return '[object]' }
  }
  const text = (read) => { try { const found = read(); return typeof found === 'string' ? found : String_(found) } catch { return null } }
  const builtin = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, InternalError: globalThis.InternalError, AggregateError: globalThis.AggregateError }

  return {
    toHost: (value) => {
      const buffers = []
      const json = encode(value, new Set_(), buffers)
      return { json, buffers }
    },
    fromHost: (json, ...buffers) => decode(parse(json), buffers),
    makeError: (name, message) => {
      const Class = getOwnPropertyDescriptor(builtin, name)?.value ?? Error_
      const error = new Class(message)
      if (Class === Error_ && name !== 'Error') defineProperty(error, 'name', { value: name, configurable: true, writable: true })
      return error
    },
    describe: (thrown) => {
      let isError = false
      try { isError = thrown instanceof Error_ } catch {}
      const parts = isError
        ? [text(() => thrown.name), text(() => thrown.message), text(() => thrown.stack)]
        : ['Error', text(() => show(thrown)) ?? 'a value that cannot be read', null]
      let json = '['
      for (let i = 0; i < 3; i++) json += (i ? ',' : '') + (parts[i] === null ? 'null' : quote(parts[i]))
      return json + ',' + (isError ? 'true' : 'false') + ']'
    },
    format: (...values) => {
      let line = ''
      for (let i = 0; i < values.length; i++) line += (i ? ' ' : '') + show(values[i])
      return line + '\n'
    },
  }
})()`
