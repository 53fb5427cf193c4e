/**
 * An engine that is elsewhere: its turns as messages. Imports `contract` and what is below it.
 */
export type { EngineLink } from './engine-link.js'
export { EngineOps } from './engine-ops.js'
export { MessageLink } from './message-link.js'
export type { PoolOptions } from './pool.js'
export type { EngineChannel, EngineWorker, RemoteEngineOps } from './protocol.js'
export { RemoteEngine, type RemotePlace } from './remote-engine.js'
export { serveEngine } from './serve-engine.js'
export { warmUp } from './warm-up.js'
export { webChannel, webWorker } from './web-worker.js'
