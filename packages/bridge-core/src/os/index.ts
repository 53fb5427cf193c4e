/**
 * The guest's operating system: environment, clock, file systems. Imports `contract` and what is below it.
 */
export type { FileStat, FileSystem } from './file-system.js'
export type { MemoryFile } from './given-files.js'
export { type MemoryFilesOptions, memoryFiles } from './memory-files.js'
export { mounts } from './mounts.js'
export { type Errno, OsError, osErrors } from './os-error.js'
export { overlay } from './overlay.js'
export { readOnly } from './read-only.js'
export { statResult } from './stat-result.js'
export { type VirtualOs, virtualOs } from './virtual-os.js'
