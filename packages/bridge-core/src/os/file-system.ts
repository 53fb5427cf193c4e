import { HostError } from '../errors/errors.js'

/** What is at a path. Times in seconds since the Unix epoch. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'symlink'
  readonly size: number
  readonly mtime: number
}

/**
 * A file system that guests can be given. Paths are absolute, POSIX, without `.` and `..`. Callers have checked with
 * `stat` that a path is there, and of the right kind; what only the file system knows, it throws as a `HostError`.
 */
export interface FileSystem {
  /** Undefined where there is nothing. */
  stat(path: string): FileStat | undefined
  read(path: string): Uint8Array
  /** Creates the file if need be; its directory exists. */
  write(path: string, content: Uint8Array, append: boolean): void
  /** The names in a directory. */
  list(path: string): string[]
  mkdir(path: string): void
  unlink(path: string): void
  rmdir(path: string): void
  rename(from: string, to: string): void
}

/** Python's errors, with CPython's texts. */
export const osErrors = {
  notFound: (path: string) => new HostError('FileNotFoundError', `[Errno 2] No such file or directory: '${path}'`),
  denied: (path: string) => new HostError('PermissionError', `[Errno 13] Permission denied: '${path}'`),
  exists: (path: string) => new HostError('FileExistsError', `[Errno 17] File exists: '${path}'`),
  notDirectory: (path: string) => new HostError('NotADirectoryError', `[Errno 20] Not a directory: '${path}'`),
  isDirectory: (path: string) => new HostError('IsADirectoryError', `[Errno 21] Is a directory: '${path}'`),
  notEmpty: (path: string) => new HostError('OSError', `[Errno 39] Directory not empty: '${path}'`),
  crossDevice: (from: string, to: string) =>
    new HostError('OSError', `[Errno 18] Invalid cross-device link: '${from}' -> '${to}'`),
} as const

/** The directory of a path: `/a` of `/a/b`, `/` of `/a`. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** `/a` and `b` are `/a/b`. */
export function join(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}
