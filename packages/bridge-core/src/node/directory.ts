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
import { BridgeError, HostError } from '../errors/errors.js'
import { type FileSystem, nameOf, osErrors, parentOf } from '../os/file-system.js'

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
      throw osErrors.denied(path)
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
      throw error instanceof HostError ? error : asHostError(error, path)
    }
  }
  return {
    stat: (path) =>
      guarded(path, () => {
        const real = inside(path)
        if (real === undefined) return undefined
        const { size, mtimeMs } = lstatSync(real)
        const kind = lstatSync(real).isDirectory() ? 'directory' : 'file'
        return { kind, size, mtime: mtimeMs / 1000 }
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

/** The host's paths are not the guest's business: errors name the guest's. */
function asHostError(error: unknown, path: string): HostError {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return osErrors.notFound(path)
    case 'EEXIST':
      return osErrors.exists(path)
    case 'ENOTDIR':
      return osErrors.notDirectory(path)
    case 'EISDIR':
      return osErrors.isDirectory(path)
    case 'ENOTEMPTY':
      return osErrors.notEmpty(path)
    default:
      return osErrors.denied(path)
  }
}
