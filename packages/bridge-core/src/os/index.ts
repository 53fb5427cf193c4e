/**
 * The guest's operating system: environment, clock, file systems. Imports `contract` and what is below it.
 */
export { type FileStat, type FileSystem, osErrors } from './file-system.js'
export { type MemoryFilesOptions, memoryFiles } from './memory-files.js'
export { type VirtualOs, virtualOs } from './virtual-os.js'
export { mounts, overlay, readOnly } from './wrap-files.js'
