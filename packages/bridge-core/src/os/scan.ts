import { PyTuple } from '../values/collections.js'
import { found } from './check-path.js'
import { type FileStat, type FileSystem, isLink } from './file-system.js'
import { OsError } from './os-error.js'
import { join } from './paths.js'

/**
 * What `os.walk`, `os.scandir` and `Path.glob` walk: paths relative to the root, each with whether it is a directory, a
 * file, a link. What cannot be looked at, such as a link that leads out, is there as a link that leads nowhere.
 */
export function scan(files: FileSystem, root: string, maxDepth: unknown, followLinks: boolean): PyTuple[] {
  const deepest = maxDepth === null || maxDepth === undefined ? Number.POSITIVE_INFINITY : Number(maxDepth)
  const entries: PyTuple[] = []
  const visit = (path: string, relative: string, depth: number, stat: Look): void => {
    entries.push(new PyTuple([relative, stat.kind === 'directory', stat.kind === 'file', isLink(stat)]))
    if (stat.kind !== 'directory' || depth >= deepest) return
    if (stat.link && depth > 0 && !followLinks) return
    for (const name of files.list(path)) {
      const child = join(path, name)
      visit(child, relative === '' ? name : `${relative}/${name}`, depth + 1, look(files, child))
    }
  }
  visit(root, '', 0, found(files, root))
  return entries
}

type Look = Pick<FileStat, 'kind' | 'link'>

const deadLink = { kind: 'symlink' } as const

function look(files: FileSystem, path: string): Look {
  try {
    return files.stat(path) ?? deadLink
  } catch (error) {
    if (error instanceof OsError) return deadLink
    throw error
  }
}
