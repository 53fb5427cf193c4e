import { checkParent, found, lookup } from './check-path.js'
import type { FileSystem } from './file-system.js'
import { osErrors } from './os-error.js'
import { isTooLong, nameOf } from './paths.js'

/** Moves what is at `from`, over what is at `to` if that is of the same kind. Checks in Linux's order. @throws OsError */
export function rename(files: FileSystem, from: string, to: string): void {
  checkParent(files, from)
  checkParent(files, to)
  if (from === '/' || to === '/') throw osErrors.busy(from, to)
  const source = found(files, from)
  if (isTooLong(nameOf(to))) throw osErrors.tooLong(from, to)
  if (to.startsWith(`${from}/`)) throw osErrors.invalid(from, to)
  if (from.startsWith(`${to}/`)) throw osErrors.notEmpty(from, to)
  if (to === from) return
  const target = lookup(files, to)
  if (target && source.kind === 'directory') {
    if (target.kind !== 'directory') throw osErrors.notDirectory(from, to)
    if (files.list(to).length > 0) throw osErrors.notEmpty(from, to)
  } else if (target?.kind === 'directory') throw osErrors.isDirectory(from, to)
  files.rename(from, to)
}
