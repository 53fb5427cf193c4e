/**
 * What every platform has: clock, timers, promises, text. Imports nothing.
 */
export { isPromise, type MaybePromise } from './promise.js'
export { utf8Length } from './text.js'
