/**
 * What needs Node: real directories, worker threads, and a look at a package's own files. The only room that imports `node:`.
 */
export { directory } from './directory.js'
export { remedyForMissingFile } from './missing-file.js'
export { nodeChannel, nodeWorker } from './worker.js'
