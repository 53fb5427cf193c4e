/**
 * Values as `console.log` shows them, as users of Node expect. Getters are named and not called; what throws when it is
 * looked at says so.
 */
export const inspector = String.raw`
  const DEPTH = 2
  const identifier = /^[a-zA-Z_][a-zA-Z_0-9]*$/
  const { toStringTag } = Symbol, { toISOString } = Date.prototype
  const primitive = (value) => {
    switch (typeof value) {
      case 'string':
        return value.length > TEXT ? quoteText(apply(slice, value, [0, TEXT])) + more(value.length - TEXT, 'character') : quoteText(value)
      case 'number': return is(value, -0) ? '-0' : '' + value
      case 'bigint': return apply(bigToString, value, []) + 'n'
      case 'symbol': return apply(symbolToString, value, [])
    }
    return '' + value
  }
  const className = (value) => {
    for (let at = value; at !== null; at = getPrototypeOf(at)) {
      const made = getOwnPropertyDescriptor(at, 'constructor')
      if (made && typeof made.value === 'function' && functionName(made.value) !== '' && at !== value) return functionName(made.value)
    }
    return null
  }
  const title = (name, fallback, size = '') => (name === null ? '[' + fallback + size + ': null prototype] ' : name + size + ' ')
  const functionBase = (value, name) => {
    const own = functionName(value), text = apply(functionText, value, [])
    if (apply(startsWith, text, ['class'])) {
      const above = getPrototypeOf(value), base = typeof above === 'function' ? functionName(above) : ''
      return '[class ' + (own || '(anonymous)') + (base ? ' extends ' + base : '') + ']'
    }
    const kind = name === 'AsyncFunction' || name === 'GeneratorFunction' || name === 'AsyncGeneratorFunction' ? name : 'Function'
    return '[' + kind + (own ? ': ' + own : ' (anonymous)') + ']'
  }
  const guestStack = (stack) => {
    const lines = apply(split, stack, ['\n'])
    let text = ''
    for (let i = 0; i < lines.length; i++) if (lines[i] !== '' && !has(lines[i], '<prelude>')) text += '\n' + lines[i]
    return text
  }
  const errorBase = (value) => {
    const name = '' + value.name, message = '' + value.message, { stack } = value
    const head = message === '' ? name : name === '' ? message : name + ': ' + message
    const lines = typeof stack === 'string' ? guestStack(stack) : ''
    return lines === '' ? '[' + head + ']' : head + lines
  }
  const contents = (items, buffer) => {
    const bytes = new Uint8(buffer)
    let text = ''
    for (let i = 0; i < bytes.length && i < 50; i++) text += (i ? ' ' : '') + apply(slice, apply(numberText, 256 + bytes[i], [16]), [1])
    const rest = bytes.length > 50 ? ' ' + more(bytes.length - 50, 'byte') : ''
    push(items, '[Uint8Contents]: <' + text + rest + '>')
    push(items, 'byteLength: ' + bytes.length)
  }
  const named = (key) =>
    typeof key === 'symbol' ? '[' + apply(symbolToString, key, []) + ']' : apply(exec, identifier, [key]) ? key : quoteText(key)
  const isIndex = (key) => typeof key === 'string' && '' + (key >>> 0) === key

  const inspect = (root, maxDepth = DEPTH) => {
    if ((typeof root !== 'object' && typeof root !== 'function') || root === null) return primitive(root)
    const path = newMap(), circles = newMap()
    let circleCount = 0, deepest = 0
    const show = (value, depth, indent) => {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return primitive(value)
      if (!path.has(value)) {
        try { return showObject(value, depth, indent) } catch { return '[unreadable]' }
      }
      if (!circles.has(value)) circles.set(value, ++circleCount)
      return '[Circular *' + circles.get(value) + ']'
    }
    const property = (value, key, depth, indent) => {
      const { get, set, value: item } = getOwnPropertyDescriptor(value, key)
      return get ? (set ? '[Getter/Setter]' : '[Getter]') : set ? '[Setter]' : show(item, depth, indent + 2)
    }
    /** Items of a list with its holes; returns whether all are numbers. */
    const elements = (items, value, array, keys, depth, indent) => {
      const size = value.length
      let numbers = true, at = 0, key = 0
      for (; at < size && items.length < ITEMS; ) {
        if (array) {
          // Only what is there is looked at: a sparse array can be of any length.
          while (key < keys.length && (!isIndex(keys[key]) || keys[key] < at)) key++
          const next = key < keys.length ? +keys[key] : size
          if (next > at) {
            push(items, '<' + (next - at) + ' empty item' + (next - at > 1 ? 's' : '') + '>')
            numbers = false
            at = next
            continue
          }
        }
        const item = array ? getOwnPropertyDescriptor(value, at).value : value[at]
        numbers &&= typeof item === 'number' || typeof item === 'bigint'
        push(items, array ? property(value, at, depth, indent) : primitive(item))
        at++
      }
      if (at < size) push(items, more(size - at, 'item'))
      return numbers
    }
    /** The items of a map or set, at most a hundred. */
    const members = (items, value, kind, depth, indent) => {
      const size = apply(reads[kind], value, []), at = indent + 2
      apply(each[kind], value, [(item, key) => {
        if (items.length < ITEMS) push(items, kind === 'set' ? show(item, depth, at) : show(key, depth, at) + ' => ' + show(item, depth, at))
      }])
      if (size > ITEMS) push(items, more(size - ITEMS, 'item'))
    }

    const showObject = (value, depth, indent) => {
      const name = className(value), array = isArray(value)
      const kind = array ? 'array' : typeof value === 'function' ? 'function' : kindOf(value)
      const list = array || kind === 'view'
      const keys = ownKeys(value), shown = newList()
      for (let i = 0; i < keys.length; i++) {
        if (isIndex(keys[i]) && (list || kind === 'string')) continue
        const own = getOwnPropertyDescriptor(value, keys[i])
        if (own && own.enumerable) push(shown, keys[i])
      }
      if (kind === 'error') for (let i = 0; i < keys.length; i++) if (keys[i] === 'cause' || keys[i] === 'errors') push(shown, keys[i])
      let base = '', open = '{', empty = shown.length === 0
      switch (kind) {
        case 'array': case 'view': {
          const type = array ? 'Array' : apply(typedName, value, [])
          open = (array && name === 'Array' ? '' : title(name, type, '(' + value.length + ')')) + '['
          empty &&= value.length === 0
          break
        }
        case 'map': case 'set': {
          const size = apply(reads[kind], value, [])
          open = title(name, kind === 'map' ? 'Map' : 'Set', '(' + size + ')') + '{'
          empty &&= size === 0
          break
        }
        case 'function': base = functionBase(value, name); break
        case 'error': base = errorBase(value); break
        case 'regex': base = apply(regexToString, value, []); break
        case 'date': {
          const time = apply(reads.date, value, [])
          base = time === time ? apply(toISOString, value, []) : 'Invalid Date'
          break
        }
        case 'boolean': case 'number': case 'string': case 'symbol': case 'bigint':
          base = '[' + name + ': ' + primitive(apply(reads[kind], value, [])) + ']'
          break
        case 'buffer': case 'shared': open = title(name, 'ArrayBuffer') + '{'; empty = false; break
        case 'opaque':
          open = title(name, 'Object') + '{'
          if (name === 'WeakMap' || name === 'WeakSet') empty = false
          break
        default: {
          const own = getOwnPropertyDescriptor(value, toStringTag), tag = own && own.enumerable ? '' : value[toStringTag]
          const mark = typeof tag === 'string' && tag !== '' && tag !== name ? '[' + tag + '] ' : ''
          if (name !== 'Object' || mark) open = title(name, 'Object') + mark + '{'
        }
      }
      if (indent && has(base, '\n')) base = join(apply(split, base, ['\n']), '\n' + apply(repeat, ' ', [indent]))
      if (empty) return base || open + (list ? ']' : '}')
      if (depth > maxDepth) return '[' + apply(slice, title(name, list ? 'Array' : 'Object'), [0, -1]) + ']'
      path.set(value, true)
      deepest = depth
      const items = newList()
      let numbers = false
      if (list) numbers = elements(items, value, array, keys, depth + 1, indent)
      else if (kind === 'map' || kind === 'set') members(items, value, kind, depth + 1, indent)
      else if (kind === 'buffer' || kind === 'shared') contents(items, value)
      else if (kind === 'opaque' && (name === 'WeakMap' || name === 'WeakSet')) push(items, '<items unknown>')
      for (let i = 0; i < shown.length; i++) {
        const key = shown[i], hidden = !getOwnPropertyDescriptor(value, key).enumerable
        push(items, (hidden ? '[' + key + ']' : named(key)) + ': ' + property(value, key, depth + 1, indent))
      }
      path.delete(value)
      const count = items.length > ITEMS ? items.length - 1 : items.length
      const rows = list && items.length > 6 ? columns(items, count, indent, numbers && shown.length === 0) : items
      const text = layout(rows, { base, braces: [open, list ? ']' : '}'], indent, levels: deepest - depth, grouped: rows !== items })
      return circles.has(value) ? '<ref *' + circles.get(value) + '> ' + text : text
    }
    return show(root, 0, 0)
  }
`
