import type { FileStat, FileSystem } from './file-system.js'
import { type OsError, osErrors } from './os-error.js'
import { ancestorsOf, isLongerThan, isTooLong, nameOf, parentOf } from './paths.js'

const MAX_PATH_BYTES = 4095

/** @throws OsError for a path that is too long for any call */
export function checkLength(path: string): void {
  if (isLongerThan(path, MAX_PATH_BYTES)) throw osErrors.tooLong(path)
}

/** What is at a path, undefined where there is nothing. A name that is too long is nowhere. */
export function lookup(files: FileSystem, path: string): FileStat | undefined {
  return path.split('/').some(isTooLong) ? undefined : files.stat(path)
}

/** What is at a path. @throws OsError when there is nothing */
export function found(files: FileSystem, path: string): FileStat {
  const stat = lookup(files, path)
  if (stat) return stat
  throw missing(files, path)
}

/** Why there is nothing at a path: what a walk from the root meets first. */
function missing(files: FileSystem, path: string): OsError {
  for (const directory of ancestorsOf(path)) {
    if (isTooLong(nameOf(directory))) return osErrors.tooLong(path)
    const kind = files.stat(directory)?.kind
    if (kind === undefined) return osErrors.notFound(path)
    if (kind !== 'directory') return osErrors.notDirectory(path)
  }
  return isTooLong(nameOf(path)) ? osErrors.tooLong(path) : osErrors.notFound(path)
}

/** @throws OsError unless the way to a path is there, whether anything is at its end or not */
export function checkParent(files: FileSystem, path: string): void {
  if (lookup(files, parentOf(path))?.kind !== 'directory') throw missing(files, path)
}

/** @throws OsError unless there is a file at the path, or can be */
export function checkWritable(files: FileSystem, path: string): void {
  const kind = lookup(files, path)?.kind
  if (kind === 'directory') throw osErrors.isDirectory(path)
  if (kind !== undefined) return
  checkParent(files, path)
  if (isTooLong(nameOf(path))) throw osErrors.tooLong(path)
}
