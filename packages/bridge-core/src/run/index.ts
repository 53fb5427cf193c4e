/**
 * One run: the loop, who answers it (handlers, or a person), pending calls, its place in the lane, its events.
 * Imports `functions`, `os`, `contract` and what is below them.
 */
export { type EventJson, eventFromJson, eventToJson } from './event-json.js'
