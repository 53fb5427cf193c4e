/** What was thrown, for the host; and what the host throws, as the guest's errors. */
export const faults = `
  /** With what limit the engine itself can throw one: never by its name, which is a guest's to choose. */
  const internal = globalThis.InternalError.prototype
  const errorClasses = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, InternalError: globalThis.InternalError }
  const MAX_CHAIN = 10, MAX_ERRORS = 100

  const makeError = (name, message) => {
    const Class = errorClasses[name] ?? Error_
    const error = new Class(message)
    if (Class === Error_ && name !== 'Error') defineProperty(error, 'name', { value: name, configurable: true, writable: true })
    return error
  }
  const text = (read) => { try { const found = read(); return typeof found === 'string' ? found : String_(found) } catch { return null } }
  const isError = (value) => { try { return apply(isPrototypeOf, Error_.prototype, [value]) } catch { return false } }
  const read = (value, key) => { try { return value[key] } catch {} }
  const shown = (value) => text(() => (typeof value === 'string' ? value : inspect(value))) ?? 'a value that cannot be read'

  /** A tree of plain data: name, message, stack, whether the engine's own kind, cause, errors. */
  const describe = (thrown, depth = 0) => {
    if (!isError(thrown)) return { name: 'Error', message: shown(thrown), stack: '', internal: false }
    const found = {
      name: text(() => thrown.name), message: text(() => thrown.message), stack: text(() => thrown.stack) ?? '',
      internal: getPrototypeOf(thrown) === internal,
    }
    if (depth >= MAX_CHAIN) return found
    const cause = read(thrown, 'cause'), errors = read(thrown, 'errors')
    if (cause !== undefined) found.cause = describe(cause, depth + 1)
    if (text(() => isArray(errors)) === 'true') {
      found.errors = []
      for (let i = 0; i < errors.length && i < MAX_ERRORS; i++) {
        defineProperty(found.errors, i, { value: describe(read(errors, i), depth + 1), enumerable: true })
      }
    }
    return found
  }
`
