/**
 * An engine that is elsewhere: its turns as messages. Imports `contract` and what is below it.
 */
export type { EngineChannel, EngineWorker } from './protocol.js'
export { RemoteEngine } from './remote-engine.js'
export { serveEngine } from './serve-engine.js'
export { webChannel, webWorker } from './web-worker.js'
