import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { BridgeError } from '../errors/errors.js'
import type { FileSystem } from '../os/file-system.js'
import { type Errno, OsError, osErrors } from '../os/os-error.js'
import { nameOf, parentOf } from '../os/paths.js'

/**
 * A real directory, confined to itself: a path that leads out of it, by `..`, absolutely or through a symbolic link, is a
 * PermissionError. Wrap it in `readOnly` or `overlay` where the guest may not change it. The host must not let others
 * exchange directories for links while a guest uses it: check and use are two steps.
 * @throws BridgeError `invalid-argument` when there is no such directory
 */
export function directory(root: string): FileSystem {
  let base: string
  try {
    base = realpathSync(resolve(root))
    readdirSync(base)
  } catch (error) {
    throw new BridgeError('invalid-argument', `${root} is not a directory that can be mounted`, { cause: error })
  }
  /** The real path, links resolved, or undefined where there is nothing. */
  const inside = (path: string): string | undefined => {
    let real: string
    try {
      real = realpathSync(join(base, path))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw asOsError(error, path)
    }
    if (real !== base && !real.startsWith(base + sep)) throw osErrors.denied(path)
    return real
  }
  const existing = (path: string): string => {
    const real = inside(path)
    if (real === undefined) throw osErrors.notFound(path)
    return real
  }
  /** The entry itself, not what it links to: only its directory is resolved. */
  const entry = (path: string): string => join(existing(parentOf(path)), nameOf(path))
  /** Where to write: the link's target if it is inside, otherwise a new entry. A dangling link leads nowhere. */
  const writable = (path: string): string => {
    const real = inside(path)
    if (real !== undefined) return real
    const created = entry(path)
    if (isLink(created)) throw osErrors.denied(path)
    return created
  }
  const guarded = <T>(path: string, work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw error instanceof OsError ? error : asOsError(error, path)
    }
  }
  return {
    stat: (path) =>
      guarded(path, () => {
        const real = inside(path)
        if (real === undefined) return undefined
        const stat = lstatSync(real)
        const { size, mode, ino, dev } = stat
        const [mtime, atime, ctime] = [stat.mtimeMs / 1000, stat.atimeMs / 1000, stat.ctimeMs / 1000]
        const kind = stat.isDirectory() ? 'directory' : 'file'
        return { kind, link: isLink(entry(path)), size, mode, ino, dev, mtime, atime, ctime }
      }),
    read: (path) => guarded(path, () => new Uint8Array(readFileSync(existing(path)))),
    list: (path) => guarded(path, () => readdirSync(existing(path)).sort()),
    write: (path, content, append) =>
      guarded(path, () => (append ? appendFileSync : writeFileSync)(writable(path), content)),
    mkdir: (path) => guarded(path, () => mkdirSync(entry(path))),
    unlink: (path) => guarded(path, () => unlinkSync(entry(path))),
    rmdir: (path) => guarded(path, () => rmdirSync(entry(path))),
    rename: (from, to) => guarded(from, () => renameSync(entry(from), entry(to))),
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR'
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

const numbers: Readonly<Record<string, Errno>> = {
  EPERM: 1,
  ENOENT: 2,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENOSPC: 28,
  EROFS: 30,
  ENAMETOOLONG: 36,
  ENOTEMPTY: 39,
  ELOOP: 40,
}

/** The host's paths are not the guest's business: errors name the guest's. */
function asOsError(error: unknown, path: string): OsError {
  return new OsError(numbers[(error as NodeJS.ErrnoException).code ?? ''] ?? 13, path)
}
