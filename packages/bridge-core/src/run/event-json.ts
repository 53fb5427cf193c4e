import type { BridgeEvent } from '../contract/events.js'
import { BridgeError, GuestError } from '../errors/errors.js'
import { errorOf } from '../values/error-parcel.js'
import type { Json, JsonObject } from '../values/json.js'
import { type FromJsonOptions, type ToJsonOptions, valueFromJson, valueToJson } from '../values/value-json.js'

/** An event as JSON: the same fields, with values as `valueToJson` writes them. */
export type EventJson = JsonObject & { readonly type: BridgeEvent['type'] }

/** The version of the lossless form, which is the value of its field `lossless`. */
const LOSSLESS = 1

const types: Readonly<Record<BridgeEvent['type'], true>> = {
  runStarted: true,
  print: true,
  callStarted: true,
  callFinished: true,
  osCallStarted: true,
  osCallFinished: true,
  futuresPending: true,
  callAbandoned: true,
  runFinished: true,
  runFailed: true,
  runCancelled: true,
}

/**
 * An event as JSON, for a line of a log or a message to a page. By default it is for readers: values as `toPlain` has them,
 * errors with message and traceback. With `lossless`, `eventFromJson` gives an equal event.
 */
export function eventToJson(event: BridgeEvent, options: ToJsonOptions = {}): EventJson {
  const json: Record<string, Json> = options.lossless ? { lossless: LOSSLESS } : {}
  for (const [key, value] of Object.entries(event)) {
    if (options.lossless || isThere(key, value)) json[key] = valueToJson(value, options)
  }
  return json as EventJson
}

/** A field that is absent is not there; a value that is undefined is. */
function isThere(key: string, value: unknown): boolean {
  return value !== undefined || key === 'value' || key === 'result'
}

/**
 * The event that `eventToJson` wrote. From the form for readers its values are what JSON has left of them, and the error of a
 * `runFailed` is a `GuestError` again.
 * @throws BridgeError `invalid-argument` for what is no event, or of another version
 */
export function eventFromJson(json: unknown, options: FromJsonOptions = {}): BridgeEvent {
  if (typeof json !== 'object' || json === null) throw refusal('it is not an object')
  const { lossless, ...fields } = json as Record<string, unknown>
  if (lossless !== undefined && lossless !== LOSSLESS) throw refusal(`its form is ${String(lossless)}, not ${LOSSLESS}`)
  if (typeof fields.type !== 'string' || !Object.hasOwn(types, fields.type)) throw refusal('its type is unknown')
  const event: Record<string, unknown> = { __proto__: eventPrototype, ...fields }
  if (lossless !== undefined) for (const key of Object.keys(fields)) event[key] = valueFromJson(fields[key], options)
  if (typeof event.runId !== 'string' || typeof event.seq !== 'number' || typeof event.at !== 'number') {
    throw refusal('it needs a runId, a seq and an at')
  }
  if (event.type === 'runFailed' && !(event.error instanceof GuestError)) event.error = guestError(event.error)
  return event as unknown as BridgeEvent
}

function guestError(json: unknown): Error {
  if (typeof json !== 'object' || json === null) throw refusal('its error is not an object')
  return errorOf('guest', Object.keys(json), Object.values(json))
}

function refusal(problem: string): BridgeError {
  return new BridgeError('invalid-argument', `this is not the JSON of an event: ${problem}`)
}

/** An event as it is made: with what every event knows. */
export type MadeEvent = BridgeEvent & { readonly __proto__: object }

/** What every event knows: `JSON.stringify` gets the form for readers. */
export const eventPrototype: object = Object.defineProperty({}, 'toJSON', {
  value(this: BridgeEvent): EventJson {
    return eventToJson(this)
  },
})
