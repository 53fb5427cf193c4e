/**
 * What needs Node: real directories, worker threads, processes, and a look at a package's own files. The only room that
 * imports `node:`.
 */
export { Child } from './child.js'
export { directory } from './directory.js'
export { FrameReader, frame } from './frames.js'
export { remedyForMissingFile } from './missing-file.js'
export { nodeProcess, processChannel } from './node-process.js'
export { nodeChannel, nodeWorker } from './worker.js'
