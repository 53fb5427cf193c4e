import type { FileStat, FileSystem } from './file-system.js'
import { givenPath, refusedPath } from './given-path.js'
import { osErrors } from './os-error.js'

interface Mounted {
  readonly files: FileSystem
  readonly point: string
  /** The path within the file system. */
  readonly inner: string
}

/**
 * Several file systems under one root, by path: the longest that fits is asked. Nothing is outside of them. Paths are
 * from the root, with or without its `/`.
 * @throws BridgeError `invalid-argument` for a path that is given twice, or that no guest could reach
 */
export function mounts(table: Readonly<Record<string, FileSystem>>): FileSystem {
  const mounted = new Map<string, FileSystem>()
  for (const [key, files] of Object.entries(table)) {
    const point = givenPath(key)
    if (mounted.has(point)) throw refusedPath(key, `is ${point}, where something is mounted already`)
    mounted.set(point, files)
  }
  const points = [...mounted.keys()].sort((a, b) => b.length - a.length)
  const find = (path: string): Mounted | undefined => {
    for (const point of points) {
      if (point !== '/' && path !== point && !path.startsWith(`${point}/`)) continue
      const inner = point === '/' ? path : path.slice(point.length) || '/'
      return { files: mounted.get(point) as FileSystem, point, inner }
    }
    return undefined
  }
  const at = (path: string): Mounted => {
    const found = find(path)
    if (!found) throw osErrors.denied(path)
    return found
  }
  /** The mount points directly inside a directory, and the directories that lead to others. */
  const pointsIn = (path: string): string[] =>
    points
      .filter((point) => point !== path && point.startsWith(path === '/' ? '/' : `${path}/`))
      .map((point) => point.slice(path === '/' ? 1 : path.length + 1).split('/')[0] as string)
  /** Its device number tells each file system from the others. */
  const statOf = ({ files, point, inner }: Mounted): FileStat | undefined => {
    const stat = files.stat(inner)
    return stat && { ...stat, dev: stat.dev ?? points.indexOf(point) + 1 }
  }
  return {
    stat(path) {
      const found = find(path)
      const own = found && statOf(found)
      return (
        own ?? (pointsIn(path).length > 0 || path === '/' ? { kind: 'directory', size: 4096, mtime: 0 } : undefined)
      )
    },
    list(path) {
      const found = find(path)
      const own = found?.files.stat(found.inner)?.kind === 'directory' ? found.files.list(found.inner) : []
      return [...new Set([...own, ...pointsIn(path)])].sort()
    },
    read(path) {
      const { files, inner } = at(path)
      return files.read(inner)
    },
    write(path, content, append) {
      const { files, inner } = at(path)
      files.write(inner, content, append)
    },
    mkdir(path) {
      const { files, inner } = at(path)
      files.mkdir(inner)
    },
    unlink(path) {
      const { files, inner } = at(path)
      files.unlink(inner)
    },
    rmdir(path) {
      if (points.includes(path)) throw osErrors.busy(path)
      const { files, inner } = at(path)
      files.rmdir(inner)
    },
    rename(from, to) {
      const [source, target] = [at(from), at(to)]
      if (points.includes(from) || points.includes(to)) throw osErrors.busy(from, to)
      if (source.point !== target.point) throw osErrors.crossDevice(from, to)
      source.files.rename(source.inner, target.inner)
    },
  }
}
