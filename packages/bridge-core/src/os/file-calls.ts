import type { OsRequest } from '../contract/os-handler.js'
import { HostError } from '../errors/errors.js'
import { PyFile, PyPath } from '../values/scalars.js'
import { checkLength, checkParent, checkWritable, found, lookup } from './check-path.js'
import { type FileSystem, isLink } from './file-system.js'
import { OsError, osErrors } from './os-error.js'
import { ancestorsOf, isTooLong, join, nameOf } from './paths.js'
import { rename } from './rename.js'
import { scan } from './scan.js'
import { statResult } from './stat-result.js'
import { decodeUtf8 } from './utf-8.js'

const encoder = new TextEncoder()

/** Whether a call is about files, and so for {@link answerFileCall}. */
export function isFileCall(name: string): boolean {
  return name === 'open' || name.startsWith('Path.')
}

/** Answers one call of `pathlib`, `open` or `os`, as CPython would. @throws HostError */
export function answerFileCall(files: FileSystem, request: OsRequest): unknown {
  const path = String(request.args[0])
  const target = request.name === 'Path.rename' ? String(request.args[1]) : undefined
  try {
    checkLength(path)
    if (target !== undefined) checkLength(target)
    return answer(files, request, path)
  } catch (error) {
    if (!(error instanceof OsError)) throw error
    if (isPredicate(request.name)) return false
    // Whatever the file system called it: an error names what the guest asked for.
    throw new OsError(error.errno, path, target, { cause: error })
  }
}

/** Python's predicates are false wherever the system has an error. */
function isPredicate(name: string): boolean {
  return name === 'Path.exists' || name === 'Path.is_file' || name === 'Path.is_dir' || name === 'Path.is_symlink'
}

function answer(files: FileSystem, { name, args, kwargs }: OsRequest, path: string): unknown {
  switch (name) {
    case 'Path.exists':
      return lookup(files, path) !== undefined
    case 'Path.is_file':
      return lookup(files, path)?.kind === 'file'
    case 'Path.is_dir':
      return lookup(files, path)?.kind === 'directory'
    case 'Path.is_symlink':
      return isLink(lookup(files, path))
    case 'Path.read_text':
      return decodeUtf8(readFile(files, path))
    case 'Path.read_bytes':
      return readFile(files, path)
    case 'Path.stat': {
      const stat = found(files, path)
      return statResult({ ...stat, ino: stat.ino ?? inodeOf(path) })
    }
    case 'Path.iterdir':
      if (found(files, path).kind !== 'directory') throw osErrors.notDirectory(path)
      return files.list(path).map((entry) => join(path, entry))
    case 'Path.scan':
      return scan(files, path, kwargs.max_depth, kwargs.follow_symlinks === true)
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
      if (found(files, path).kind === 'directory') throw osErrors.isDirectory(path)
      files.unlink(path)
      return null
    case 'Path.rmdir':
      if (found(files, path).kind !== 'directory') throw osErrors.notDirectory(path)
      if (path === '/') throw osErrors.busy(path)
      if (files.list(path).length > 0) throw osErrors.notEmpty(path)
      files.rmdir(path)
      return null
    case 'Path.rename':
      rename(files, path, String(args[1]))
      // What `os.rename` returns. `Path.rename` makes its path in the guest.
      return null
    default:
      throw new HostError('NotImplementedError', `${name} is not available here`)
  }
}

function readFile(files: FileSystem, path: string): Uint8Array {
  if (found(files, path).kind === 'directory') throw osErrors.isDirectory(path)
  return files.read(path)
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

/** Does what opening does, and no more: the guest reads and writes with further calls. */
function open(files: FileSystem, path: string, mode: string): PyFile {
  if (mode.startsWith('r')) readFile(files, path)
  else {
    checkWritable(files, path)
    const existing = lookup(files, path)
    const append = mode.startsWith('a')
    // Also where it changes nothing: it may not be allowed.
    files.write(path, new Uint8Array(), append)
    if (append) return new PyFile(path, mode, existing?.size ?? 0)
  }
  return new PyFile(path, mode)
}

function makeDirectory(files: FileSystem, path: string, parents: boolean, existOk: boolean): null {
  const existing = lookup(files, path)
  if (existing) {
    if (existOk && existing.kind === 'directory') return null
    throw osErrors.exists(path)
  }
  if (parents) {
    for (const directory of ancestorsOf(path)) if (!lookup(files, directory)) make(files, directory)
  }
  make(files, path)
  return null
}

function make(files: FileSystem, path: string): void {
  checkParent(files, path)
  if (isTooLong(nameOf(path))) throw osErrors.tooLong(path)
  files.mkdir(path)
}

/** A number for a path where the file system has none: the same path has the same, others have others. */
function inodeOf(path: string): number {
  let hash = 0xcbf29ce484222325n
  for (const byte of encoder.encode(path)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return Number(BigInt.asUintN(53, hash))
}
