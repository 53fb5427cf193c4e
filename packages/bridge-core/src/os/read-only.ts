import type { FileSystem } from './file-system.js'
import { osErrors } from './os-error.js'

/** The same files, of which nothing can be changed: the guest gets a PermissionError. */
export function readOnly(base: FileSystem): FileSystem {
  const refuse = (path: string): never => {
    throw osErrors.denied(path)
  }
  return {
    stat: (path) => base.stat(path),
    read: (path) => base.read(path),
    list: (path) => base.list(path),
    write: refuse,
    mkdir: refuse,
    unlink: refuse,
    rmdir: refuse,
    rename: refuse,
  }
}
