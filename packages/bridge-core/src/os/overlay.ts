import type { FileStat, FileSystem } from './file-system.js'
import { MemoryFiles, type MemoryFilesOptions, OWNER_WRITES } from './memory-files.js'
import { osErrors } from './os-error.js'
import { join, parentOf } from './paths.js'

/** The base's files, with every change kept in memory on top: the base stays as it is. */
export function overlay(base: FileSystem, options: MemoryFilesOptions = {}): FileSystem {
  const upper = new MemoryFiles(options, 'overlay')
  const removed = new Set<string>()
  const isRemoved = (path: string): boolean => {
    for (let at = path; at !== '/'; at = parentOf(at)) if (removed.has(at)) return true
    return false
  }
  const lower = (path: string): FileStat | undefined => (isRemoved(path) ? undefined : base.stat(path))
  /** Brings a file of the base up before it is changed, with its permissions. */
  const bringUp = (path: string, content: boolean): void => {
    const stat = upper.stat(path) ? undefined : lower(path)
    if (stat?.mode !== undefined && (stat.mode & OWNER_WRITES) === 0) throw osErrors.denied(path)
    if (stat) upper.write(path, content ? base.read(path) : new Uint8Array(), false, stat.mode)
  }
  const self: FileSystem = {
    stat: (path) => upper.stat(path) ?? lower(path),
    read: (path) => (upper.stat(path) ? upper.read(path) : base.read(path)),
    list(path) {
      const below =
        lower(path)?.kind === 'directory' ? base.list(path).filter((name) => !isRemoved(join(path, name))) : []
      return [...new Set([...below, ...upper.list(path)])].sort()
    },
    write(path, content, append) {
      upper.makeParents(path)
      bringUp(path, append)
      upper.write(path, content, append)
    },
    mkdir(path) {
      upper.makeParents(path)
      upper.mkdir(path)
    },
    unlink(path) {
      if (upper.stat(path)) upper.unlink(path)
      if (base.stat(path)) removed.add(path)
    },
    rmdir(path) {
      upper.rmdir(path)
      if (base.stat(path)) removed.add(path)
    },
    rename(from, to) {
      if (self.stat(to)) remove(self, to)
      copy(from, to)
      remove(self, from)
    },
  }
  const copy = (from: string, to: string): void => {
    const stat = self.stat(from)
    if (stat?.kind !== 'directory') {
      upper.makeParents(to)
      upper.write(to, self.read(from), false, stat?.mode)
      return
    }
    self.mkdir(to)
    for (const name of self.list(from)) copy(join(from, name), join(to, name))
  }
  return self
}

function remove(files: FileSystem, path: string): void {
  if (files.stat(path)?.kind !== 'directory') {
    files.unlink(path)
    return
  }
  for (const name of files.list(path)) remove(files, join(path, name))
  files.rmdir(path)
}
