/**
 * Values as text, and back; `values.ts` is the other end and describes the format. Bytes go beside the text: `enter`
 * takes and gives them as array buffers. Iterative: how deep a value nests is the guest's choice.
 */
export const codec = `
  const { toWellFormed } = String.prototype
  const quote = (text) => stringify(apply(toWellFormed, text, []))
  /** A text as it is, with its length: without a NUL and lone surrogates it arrives so. */
  const counted = (text) => text.length + ':' + text
  const ownBytes = { own: ArrayBuffer.prototype.slice, shared: SharedArrayBuffer.prototype.slice }
  const part = (prototype) => [getter(prototype, 'byteOffset'), getter(prototype, 'byteLength')]
  const parts = { view: part(TypedArray.prototype), data: part(DataView.prototype) }
  const setBytes = TypedArray.prototype.set

  /** A binary value's own bytes, as a buffer of its own. */
  const bytesOf = (value, kind) => {
    const buffer = isView(value) ? apply(reads[kind], value, []) : value
    let start = 0, length
    if (isView(value)) { start = apply(parts[kind][0], value, []); length = apply(parts[kind][1], value, []) }
    let size
    try { size = apply(reads.buffer, buffer, []) } catch {
      size = apply(reads.shared, buffer, [])
      const copy = new Uint8(length ?? size)
      apply(setBytes, copy, [new Uint8(buffer, start, length ?? size)])
      return apply(reads.view, copy, [])
    }
    return apply(ownBytes.own, buffer, [start, start + (length ?? size)])
  }

  const sendBytes = (buffer) => enter('b' + apply(reads.buffer, buffer, []), buffer)

  /** What needs no node of its own; undefined for containers. */
  const inline = (value) => {
    switch (typeof value) {
      case 'string': return quote(value)
      case 'boolean': return value ? 'true' : 'false'
      case 'undefined': return '["u"]'
      case 'number':
        if (isFinite_(value)) return is(value, -0) ? '["n","-0"]' : '' + value
        return '["n","' + value + '"]'
      case 'bigint': return '["i","' + apply(bigToString, value, []) + '"]'
      case 'symbol': return '["r",' + quote(apply(symbolToString, value, [])) + ']'
      case 'function': return '["f",' + quote(functionName(value)) + ']'
    }
    if (value === null) return 'null'
    if (isArray(value) || getPrototypeOf(value) === plain) return undefined
    const kind = kindOf(value)
    switch (kind) {
      case 'date': return '["d",' + stringify(apply(reads.date, value, [])) + ']'
      case 'view': case 'data': case 'buffer': case 'shared': return '["b",' + sendBytes(bytesOf(value, kind)) + ']'
      case 'error': return '["e",' + quote(String_(value.name)) + ',' + quote(String_(value.message)) + ']'
      case 'regex': case 'opaque': return '["r",' + quote(inspect(value)) + ']'
      case 'boolean': case 'number': case 'string': case 'symbol': case 'bigint': return inline(apply(reads[kind], value, []))
    }
    return undefined
  }

  /** A container whose children are being written. */
  const open = (value, above) => {
    const frame = { __proto__: null, value, above, next: 0, text: '', tag: 'o', list: value, keys: undefined }
    const kind = isArray(value) ? 'a' : getPrototypeOf(value) === plain ? 'o' : kindOf(value)
    if (kind === 'a') frame.tag = 'a'
    else if (kind === 'map' || kind === 'set') {
      const items = { __proto__: null, length: 0 }
      const add = (item) => { items[items.length++] = item }
      apply(each[kind], value, [kind === 'set' ? add : (item, key) => { add(key); add(item) }])
      frame.tag = kind === 'map' ? 'm' : 's'
      frame.list = items
    } else frame.keys = keysOf(value)
    return frame
  }
  const close = ({ keys, text, tag }) => (keys ? '{' + text + '}' : '[' + text + '"' + tag + '"]')
  const add = (frame, text) => {
    const { keys, next } = frame
    frame.text += keys ? (next ? ',' : '') + quote(keys[next]) + ':' + text : text + ','
    frame.next++
  }
  const encode = (root) => {
    const text = inline(root)
    if (text !== undefined) return text[0] === '[' ? '[[' + text + ',"v"]]' : text
    let nodes = '[', count = 0
    const seen = takeMap()
    seen.set(root, -1)
    for (let frame = open(root, undefined); ; ) {
      const { keys, list, next, above } = frame
      if (next < (keys ?? list).length) {
        const child = keys ? list[keys[next]] : list[next]
        const text = inline(child)
        const known = text === undefined ? seen.get(child) : undefined
        if (text !== undefined) add(frame, text)
        else if (known !== undefined) add(frame, known < 0 ? '["c"]' : '[' + known + ']')
        else {
          seen.set(child, -1)
          frame = open(child, frame)
        }
        continue
      }
      nodes += (count ? ',' : '') + close(frame)
      if (!above) {
        giveMap(seen)
        return nodes + ']'
      }
      seen.set(frame.value, count)
      add(above, '[' + count++ + ']')
      frame = above
    }
  }

  const special = (node) => {
    switch (node[0]) {
      case 'u': return undefined
      case 'n': return +node[1]
      case 'i': return BigInt_(node[1])
      case 'b': return new Uint8(enter('B' + node[1]))
      case 'd': return new Date_(node[1])
    }
  }
  const resolve = (child, table) =>
    typeof child !== 'object' || child === null ? child : typeof child[0] === 'number' ? table[child[0]] : special(child)
  const compose = (node, table) => {
    if (!isArray(node)) {
      const keys = keysOf(node)
      for (let i = 0; i < keys.length; i++) {
        const child = node[keys[i]]
        if (typeof child === 'object') node[keys[i]] = resolve(child, table)
      }
      return node
    }
    const end = node.length - 1
    for (let i = 0; i < end; i++) node[i] = resolve(node[i], table)
    switch (node[end]) {
      case 'v':
        return node[0]
      case 'a':
        node.length = end
        return node
      case 'm': {
        const map = new Map_()
        for (let i = 0; i < end; i += 2) apply(put.map, map, [node[i], node[i + 1]])
        return map
      }
      case 's': {
        const set = new Set_()
        for (let i = 0; i < end; i++) apply(put.set, set, [node[i]])
        return set
      }
    }
  }
  const decode = (text) => {
    if (text[0] === "'") return apply(slice, text, [1])
    const table = parse(text)
    if (typeof table !== 'object' || table === null) return table
    for (let i = 0; i < table.length; i++) table[i] = compose(table[i], table)
    return table[table.length - 1]
  }
`
