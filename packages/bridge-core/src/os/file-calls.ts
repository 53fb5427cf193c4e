import type { OsRequest } from '../contract/os-handler.js'
import { HostError } from '../errors/errors.js'
import { PyNamedTuple, PyTuple } from '../values/collections.js'
import { PyFile, PyFloat, PyPath } from '../values/scalars.js'
import { type FileStat, type FileSystem, join, osErrors, parentOf } from './file-system.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Whether a call is about files, and so for {@link answerFileCall}. */
export function isFileCall(name: string): boolean {
  return name === 'open' || name.startsWith('Path.')
}

/** Answers one call of `pathlib`, `open` or `os`, as CPython would. @throws HostError */
export function answerFileCall(files: FileSystem, { name, args, kwargs }: OsRequest): unknown {
  const path = String(args[0])
  const stat = (): FileStat => found(files, path)
  switch (name) {
    case 'Path.exists':
      return files.stat(path) !== undefined
    case 'Path.is_file':
      return files.stat(path)?.kind === 'file'
    case 'Path.is_dir':
      return files.stat(path)?.kind === 'directory'
    case 'Path.is_symlink':
      return files.stat(path)?.kind === 'symlink'
    case 'Path.read_text':
      return text(readFile(files, path))
    case 'Path.read_bytes':
      return readFile(files, path)
    case 'Path.stat':
      return statResult(stat())
    case 'Path.iterdir':
      return listDirectory(files, path)
    case 'Path.scan':
      return scan(files, path, kwargs.max_depth)
    case 'Path.resolve':
    case 'Path.absolute':
      return new PyPath(path)
    case 'Path.write_text':
    case 'Path.write_bytes':
      return writeFile(files, path, args[1], false)
    case 'Path.append_text':
    case 'Path.append_bytes':
      return writeFile(files, path, args[1], true)
    case 'open':
      return open(files, path, String(args[1]))
    case 'Path.mkdir':
      return makeDirectory(files, path, kwargs.parents === true, kwargs.exist_ok === true)
    case 'Path.unlink':
      if (stat().kind === 'directory') throw osErrors.isDirectory(path)
      files.unlink(path)
      return null
    case 'Path.rmdir':
      if (stat().kind !== 'directory') throw osErrors.notDirectory(path)
      if (files.list(path).length > 0) throw osErrors.notEmpty(path)
      files.rmdir(path)
      return null
    case 'Path.rename':
      return rename(files, path, String(args[1]))
    default:
      throw new HostError('NotImplementedError', `${name} is not available here`)
  }
}

function found(files: FileSystem, path: string): FileStat {
  const stat = files.stat(path)
  if (stat) return stat
  const parent = path === '/' ? undefined : files.stat(parentOf(path))
  throw parent && parent.kind === 'file' ? osErrors.notDirectory(path) : osErrors.notFound(path)
}

function readFile(files: FileSystem, path: string): Uint8Array {
  if (found(files, path).kind === 'directory') throw osErrors.isDirectory(path)
  return files.read(path)
}

function text(content: Uint8Array): string {
  try {
    return decoder.decode(content)
  } catch {
    throw new HostError('UnicodeDecodeError', "'utf-8' codec can't decode the file's bytes")
  }
}

/** Python counts what was written: characters of text, bytes of bytes. */
function writeFile(files: FileSystem, path: string, data: unknown, append: boolean): bigint {
  checkWritable(files, path)
  if (typeof data === 'string') {
    files.write(path, encoder.encode(data), append)
    return BigInt([...data].length)
  }
  const bytes = data as Uint8Array
  files.write(path, bytes, append)
  return BigInt(bytes.length)
}

function checkWritable(files: FileSystem, path: string): void {
  if (files.stat(path)?.kind === 'directory') throw osErrors.isDirectory(path)
  if (found(files, parentOf(path)).kind !== 'directory') throw osErrors.notDirectory(path)
}

/** Does what opening does, and no more: the guest reads and writes with further calls. */
function open(files: FileSystem, path: string, mode: string): PyFile {
  if (mode.startsWith('r')) readFile(files, path)
  else {
    checkWritable(files, path)
    const existing = files.stat(path)
    const append = mode.startsWith('a')
    // Also where it changes nothing: it may not be allowed.
    files.write(path, new Uint8Array(), append)
    if (append) return new PyFile(path, mode, existing?.size ?? 0)
  }
  return new PyFile(path, mode)
}

function makeDirectory(files: FileSystem, path: string, parents: boolean, existOk: boolean): null {
  const existing = files.stat(path)
  if (existing) {
    if (existOk && existing.kind === 'directory') return null
    throw osErrors.exists(path)
  }
  const parent = files.stat(parentOf(path))
  if (!parent && parents) makeDirectory(files, parentOf(path), true, true)
  else if (!parent) throw osErrors.notFound(path)
  else if (parent.kind !== 'directory') throw osErrors.notDirectory(path)
  files.mkdir(path)
  return null
}

function rename(files: FileSystem, from: string, to: string): PyPath {
  const source = found(files, from)
  const target = files.stat(to)
  if (found(files, parentOf(to)).kind !== 'directory') throw osErrors.notDirectory(to)
  if (target?.kind === 'directory' && source.kind !== 'directory') throw osErrors.isDirectory(to)
  if (target && target.kind !== 'directory' && source.kind === 'directory') throw osErrors.notDirectory(to)
  if (target?.kind === 'directory' && files.list(to).length > 0) throw osErrors.notEmpty(to)
  if (to === from || to.startsWith(`${from}/`)) {
    if (to === from) return new PyPath(to)
    throw new HostError('OSError', `[Errno 22] Invalid argument: '${from}' -> '${to}'`)
  }
  files.rename(from, to)
  return new PyPath(to)
}

function listDirectory(files: FileSystem, path: string): string[] {
  if (found(files, path).kind !== 'directory') throw osErrors.notDirectory(path)
  return files.list(path).map((name) => join(path, name))
}

/** What `os.walk`, `os.scandir` and `Path.glob` walk: paths relative to the root, with what each is. */
function scan(files: FileSystem, root: string, maxDepth: unknown): PyTuple[] {
  const deepest = maxDepth === null || maxDepth === undefined ? Number.POSITIVE_INFINITY : Number(maxDepth)
  const entries: PyTuple[] = []
  const visit = (path: string, relative: string, depth: number): void => {
    const { kind } = found(files, path)
    entries.push(new PyTuple([relative, kind === 'directory', kind === 'file', kind === 'symlink']))
    if (kind !== 'directory' || depth >= deepest) return
    for (const name of files.list(path))
      visit(join(path, name), relative === '' ? name : `${relative}/${name}`, depth + 1)
  }
  visit(root, '', 0)
  return entries
}

const statFields = [
  'st_mode',
  'st_ino',
  'st_dev',
  'st_nlink',
  'st_uid',
  'st_gid',
  'st_size',
  'st_atime',
  'st_mtime',
  'st_ctime',
]
const modes = { file: 0o100644, directory: 0o040755, symlink: 0o120777 } as const

function statResult({ kind, size, mtime }: FileStat): PyNamedTuple {
  const integer = (value: number): bigint => BigInt(Math.trunc(value))
  const time = new PyFloat(mtime)
  const numbers = [modes[kind], 0, 0, 1, 0, 0, size].map(integer)
  return new PyNamedTuple('StatResult', statFields, [...numbers, time, time, time])
}
