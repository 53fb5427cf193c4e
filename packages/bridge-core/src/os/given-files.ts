import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { givenPath, refusedPath } from './given-path.js'
import { ancestorsOf, normalize } from './paths.js'

/** A file with more than its content. Times in seconds since the Unix epoch. */
export interface MemoryFile {
  readonly content: string | Uint8Array
  /** Permissions, as `0o640`. Default `0o644`. */
  readonly mode?: number
  /** When its content was last changed. Default: now. */
  readonly mtime?: number
  /** When it was last read. Default: `mtime`. */
  readonly atime?: number
  /** When anything about it was last changed. Default: `mtime`. */
  readonly ctime?: number
}

const known: KnownKeys<MemoryFile> = { content: true, mode: true, mtime: true, atime: true, ctime: true }

type GivenFile = MemoryFile & { readonly content: Uint8Array }

/** The files by the paths that a guest knows, with contents of their own. @throws BridgeError `invalid-argument` */
export function givenFiles(
  files: Readonly<Record<string, string | Uint8Array | MemoryFile>>,
): ReadonlyMap<string, GivenFile> {
  const given = new Map<string, GivenFile>()
  for (const [key, value] of Object.entries(files)) {
    const path = givenPath(key)
    if (given.has(path)) throw refusedPath(key, `is ${path}, which is given twice`)
    given.set(path, fileOf(key, value))
  }
  for (const path of given.keys()) {
    const file = ancestorsOf(path).find((directory) => given.has(directory))
    if (file !== undefined) throw refusedPath(path, `is in ${file}, which is a file`)
  }
  return given
}

function fileOf(key: string, value: unknown): GivenFile {
  if (key.endsWith('/') || normalize(key) === '/') {
    throw refusedPath(key, 'is the path of a directory; directories are made as their files need them')
  }
  if (typeof value === 'string' || value instanceof Uint8Array) return { content: bytesOf(value) }
  const { content, mode, ...times } = (value ?? {}) as Partial<MemoryFile>
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) {
    throw refusedPath(key, 'needs a text, a Uint8Array, or an object with one of them as its content')
  }
  checkKeys(`memoryFiles["${key}"]`, value as MemoryFile, known)
  if (mode !== undefined && !(Number.isInteger(mode) && mode >= 0 && mode <= 0o7777)) {
    throw refusedPath(key, 'needs a mode from 0 to 0o7777')
  }
  for (const [name, time] of Object.entries(times)) {
    if (time !== undefined && !Number.isFinite(time)) throw refusedPath(key, `needs ${name} in seconds since 1970`)
  }
  return { content: bytesOf(content), ...(mode === undefined ? {} : { mode }), ...times }
}

/** A copy, so that the host's own bytes and the guest's file are two things. */
function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
}
