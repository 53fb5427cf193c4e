import type { HostFunction } from '../host/host-function.js'

/**
 * Whether guests get an awaitable from a function; undefined where only a call can tell, because the handler is no
 * `async` function and may return a promise all the same. `mode` is for functions that have none of their own.
 */
export function isAwaitable(fn: HostFunction, mode: HostFunction['mode'] = 'awaitable'): boolean | undefined {
  if ((fn.mode ?? mode) === 'blocking') return false
  return fn.schema.async ?? (isAsync(fn.handler) || undefined)
}

/** Whether a handler returns a promise each time. */
export function isAsync(handler: HostFunction['handler']): boolean {
  return handler.constructor.name === 'AsyncFunction'
}
