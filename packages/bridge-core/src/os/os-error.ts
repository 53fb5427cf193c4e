import { HostError } from '../errors/errors.js'
import { repr } from '../values/repr.js'

/** What Linux can answer, by its number: Python's type, and `strerror`. */
const kinds = {
  1: ['PermissionError', 'Operation not permitted'],
  2: ['FileNotFoundError', 'No such file or directory'],
  13: ['PermissionError', 'Permission denied'],
  16: ['OSError', 'Device or resource busy'],
  17: ['FileExistsError', 'File exists'],
  18: ['OSError', 'Invalid cross-device link'],
  20: ['NotADirectoryError', 'Not a directory'],
  21: ['IsADirectoryError', 'Is a directory'],
  22: ['OSError', 'Invalid argument'],
  28: ['OSError', 'No space left on device'],
  30: ['OSError', 'Read-only file system'],
  36: ['OSError', 'File name too long'],
  39: ['OSError', 'Directory not empty'],
  40: ['OSError', 'Too many levels of symbolic links'],
} as const

export type Errno = keyof typeof kinds

/** An error of the guest's operating system, with CPython's type and text: `[Errno 2] No such file or directory: '/a'`. */
export class OsError extends HostError {
  readonly errno: Errno

  /** `target` is the second path of a call that has two. */
  constructor(errno: Errno, path: string, target?: string, options?: ErrorOptions) {
    const [excType, text] = kinds[errno]
    const names = target === undefined ? repr(path) : `${repr(path)} -> ${repr(target)}`
    super(excType, `[Errno ${errno}] ${text}: ${names}`, options)
    this.errno = errno
  }
}

/**
 * Python's errors, with CPython's texts, for a `FileSystem` or an `OsHandler` of the host's own. A file system may name the
 * paths that it knows: the guest's error names those that the guest asked for.
 */
export const osErrors = {
  notFound: (path: string, target?: string) => new OsError(2, path, target),
  denied: (path: string, target?: string) => new OsError(13, path, target),
  busy: (path: string, target?: string) => new OsError(16, path, target),
  exists: (path: string, target?: string) => new OsError(17, path, target),
  crossDevice: (path: string, target?: string) => new OsError(18, path, target),
  notDirectory: (path: string, target?: string) => new OsError(20, path, target),
  isDirectory: (path: string, target?: string) => new OsError(21, path, target),
  invalid: (path: string, target?: string) => new OsError(22, path, target),
  noSpace: (path: string, target?: string) => new OsError(28, path, target),
  tooLong: (path: string, target?: string) => new OsError(36, path, target),
  notEmpty: (path: string, target?: string) => new OsError(39, path, target),
} as const
