/**
 * What needs Node: real directories and worker threads. The only room that imports `node:`.
 */
export { directory } from './directory.js'
export { nodeChannel, nodeWorker } from './worker.js'
