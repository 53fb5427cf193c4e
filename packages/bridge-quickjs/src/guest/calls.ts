/** What the guest can call: the host's functions, and `console`. */
export const calls = String.raw`
  /** Promises of host calls that are under way, by call id. */
  const waiting = { __proto__: null }
  const rest = (text) => apply(slice, text, [1])
  const raise = (text) => {
    const parts = parse(text)
    return makeError(parts[0], parts[1])
  }
  const answer = (reply) => {
    if (typeof reply !== 'string') return reply
    const kind = reply[0]
    if (kind === 'r') throw raise(rest(reply))
    if (kind !== 'p') return decode(reply)
    const id = rest(reply)
    return new Promise_((resolve, reject) => {
      // Nothing is left of the call's stack when it settles.
      waiting[id] = { __proto__: null, resolve, reject, stack: new Error_().stack }
    })
  }
  /** A call as the text of [name, ...args]: a list of what needs no table, where there are no containers. */
  const callText = (name, quoted, args) => {
    let list = quoted
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]
      if (typeof arg === 'number' && isFinite_(arg) && arg !== 0) list += ',' + arg
      else {
        const text = inline(arg)
        if (text === undefined) return 'C' + encode([name, args])
        list += ',' + text
      }
    }
    return list + ']'
  }
  const bind = (name) => {
    const quoted = 'c[' + quote(name)
    return { [name](...args) { return answer(enter(callText(name, quoted, args))) } }[name]
  }
  const defineValue = (name, value) =>
    defineProperty(globalThis, name, { value, configurable: true, enumerable: true, writable: true })

  const settle = (results) => {
    for (let i = 0; i < results.length; i++) {
      const id = results[i][0], raised = results[i][2], call = waiting[id]
      if (!call) continue
      delete waiting[id]
      if (!raised) { call.resolve(results[i][1]); continue }
      const error = makeError(raised[0], raised[1])
      defineProperty(error, 'stack', { value: call.stack, configurable: true, writable: true })
      call.reject(error)
    }
  }

  const line = (values) => {
    if (values.length === 1) return (typeof values[0] === 'string' ? values[0] : inspect(values[0])) + '\n'
    let out = '', next = 0
    if (typeof values[0] === 'string' && values.length > 1 && has(values[0], '%')) {
      const format = values[0]
      next = 1
      for (let i = 0; i < format.length; i++) {
        const kind = format[i] === '%' ? format[i + 1] : undefined
        if (kind === '%') { out += '%'; i++; continue }
        const shown = next < values.length ? formatted(kind, values[next]) : undefined
        if (shown === undefined) { out += format[i]; continue }
        out += shown
        next++
        i++
      }
      if (next < values.length) out += ' '
    }
    for (let first = next; next < values.length; next++) {
      out += (next > first ? ' ' : '') + (typeof values[next] === 'string' ? values[next] : inspect(values[next]))
    }
    return out + '\n'
  }
  const formatted = (kind, value) => {
    switch (kind) {
      case 's': return typeof value === 'bigint' || is(value, -0) ? primitive(value) : typeof value !== 'object' ? String_(value) : inspect(value, 0)
      case 'd': return numeric(value, Number_)
      case 'i': return numeric(value, parseInt_)
      case 'f': return numeric(value, parseFloat_)
      case 'j': return text(() => stringify(value)) ?? '[Circular]'
      case 'o': case 'O': return inspect(value)
      case 'c': return ''
    }
  }
  const parseInt_ = parseInt, parseFloat_ = parseFloat
  const numeric = (value, read) =>
    typeof value === 'bigint' ? primitive(value) : typeof value === 'object' || typeof value === 'symbol' ? 'NaN' : primitive(read(value))
  const writer = (plain, quoted) => (values) => {
    const out = line(values)
    let reply = enter(plain + counted(out))
    if (reply === 'q') reply = enter(quoted + quote(out))
    if (reply !== undefined) throw raise(rest(reply))
  }
  const out = writer('o', 'O'), err = writer('e', 'E')
  const console = {
    log(...values) { out(values) }, info(...values) { out(values) }, debug(...values) { out(values) },
    warn(...values) { err(values) }, error(...values) { err(values) }, dir(value) { out([value]) },
    trace(...values) { err(values) },
  }
  defineProperty(globalThis, 'console', { value: console, configurable: true, writable: true })
`
