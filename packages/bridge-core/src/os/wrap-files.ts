import { HostError } from '../errors/errors.js'
import { type FileStat, type FileSystem, join, nameOf, osErrors, parentOf } from './file-system.js'
import { type MemoryFilesOptions, memoryFiles } from './memory-files.js'

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

/** The base's files, with every change kept in memory on top: the base stays as it is. */
export function overlay(base: FileSystem, options: MemoryFilesOptions = {}): FileSystem {
  const upper = memoryFiles({}, options)
  const removed = new Set<string>()
  const isRemoved = (path: string): boolean => {
    for (let at = path; at !== '/'; at = parentOf(at)) if (removed.has(at)) return true
    return false
  }
  const lower = (path: string): FileStat | undefined => (isRemoved(path) ? undefined : base.stat(path))
  const self: FileSystem = {
    stat: (path) => upper.stat(path) ?? lower(path),
    read: (path) => (upper.stat(path) ? upper.read(path) : base.read(path)),
    list(path) {
      const below =
        lower(path)?.kind === 'directory' ? base.list(path).filter((name) => !isRemoved(join(path, name))) : []
      return [...new Set([...below, ...upper.list(path)])].sort()
    },
    write(path, content, append) {
      const old = append && !upper.stat(path) && lower(path) ? base.read(path) : undefined
      if (old) upper.write(path, old, false)
      upper.write(path, content, append)
    },
    mkdir: (path) => upper.mkdir(path),
    unlink(path) {
      if (upper.stat(path)) upper.unlink(path)
      if (base.stat(path)) removed.add(path)
    },
    rmdir(path) {
      upper.rmdir(path)
      if (base.stat(path)) removed.add(path)
    },
    rename(from, to) {
      copy(self, from, to)
      remove(self, from)
    },
  }
  return self
}

function copy(files: FileSystem, from: string, to: string): void {
  if (files.stat(from)?.kind !== 'directory') {
    files.write(to, files.read(from), false)
    return
  }
  files.mkdir(to)
  for (const name of files.list(from)) copy(files, join(from, name), join(to, name))
}

function remove(files: FileSystem, path: string): void {
  if (files.stat(path)?.kind !== 'directory') {
    files.unlink(path)
    return
  }
  for (const name of files.list(path)) remove(files, join(path, name))
  files.rmdir(path)
}

/** Several file systems under one root, by path: the longest that fits is asked. Nothing is outside of them. */
export function mounts(table: Readonly<Record<string, FileSystem>>): FileSystem {
  const points = Object.keys(table)
    .map((point) => (point === '/' ? point : point.replace(/\/+$/, '')))
    .sort((a, b) => b.length - a.length)
  const find = (path: string): { files: FileSystem; inner: string; point: string } | undefined => {
    const point = points.find(
      (candidate) => candidate === '/' || path === candidate || path.startsWith(`${candidate}/`),
    )
    if (point === undefined) return undefined
    const files = table[point] ?? table[`${point}/`]
    return files && { files, point, inner: point === '/' ? path : path.slice(point.length) || '/' }
  }
  const at = (path: string): { files: FileSystem; inner: string; point: string } => {
    const found = find(path)
    if (!found) throw osErrors.denied(path)
    return found
  }
  /** Works on the file system behind a path; its errors name the path as the guest knows it. */
  const inside = <T>(path: string, work: (files: FileSystem, inner: string) => T): T => {
    const { files, inner } = at(path)
    try {
      return work(files, inner)
    } catch (error) {
      if (!(error instanceof HostError)) throw error
      throw new HostError(error.excType, error.message.replace(`'${inner}'`, `'${path}'`), { cause: error })
    }
  }
  /** The mount points directly inside a directory, and the directories that lead to others. */
  const pointsIn = (path: string): string[] =>
    points
      .filter((point) => point !== path && point.startsWith(path === '/' ? '/' : `${path}/`))
      .map((point) => point.slice(path === '/' ? 1 : path.length + 1).split('/')[0] as string)
  return {
    stat(path) {
      const found = find(path)
      const own = found?.files.stat(found.inner)
      return (
        own ?? (pointsIn(path).length > 0 || path === '/' ? { kind: 'directory', size: 4096, mtime: 0 } : undefined)
      )
    },
    list(path) {
      const found = find(path)
      const own = found?.files.stat(found.inner)?.kind === 'directory' ? found.files.list(found.inner) : []
      return [...new Set([...own, ...pointsIn(path)])].sort()
    },
    read: (path) => inside(path, (files, inner) => files.read(inner)),
    write: (path, content, append) => inside(path, (files, inner) => files.write(inner, content, append)),
    mkdir: (path) => inside(path, (files, inner) => files.mkdir(inner)),
    unlink: (path) => inside(path, (files, inner) => files.unlink(inner)),
    rmdir(path) {
      if (points.includes(path)) throw osErrors.denied(path)
      inside(path, (files, inner) => files.rmdir(inner))
    },
    rename(from, to) {
      const [source, target] = [at(from), at(to)]
      if (source.point !== target.point) throw osErrors.crossDevice(from, to)
      if (points.includes(from)) throw osErrors.denied(nameOf(from))
      source.files.rename(source.inner, target.inner)
    },
  }
}
