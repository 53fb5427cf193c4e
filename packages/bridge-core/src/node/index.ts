export { directory } from './directory.js'
export { nodeChannel, nodeWorker } from './worker.js'
