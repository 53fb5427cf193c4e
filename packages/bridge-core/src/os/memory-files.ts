import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { FileStat, FileSystem } from './file-system.js'
import { givenFiles, type MemoryFile } from './given-files.js'
import { osErrors } from './os-error.js'
import { ancestorsOf, join, nameOf, parentOf } from './paths.js'

export interface MemoryFilesOptions {
  /**
   * What the files may hold in all, with 128 bytes for each file and directory that the guest adds; beyond it a write is
   * a PermissionError. Default 16 MiB.
   */
  readonly maxBytes?: number
  /** The clock of modification times, in milliseconds since the Unix epoch. Default: the host's. */
  readonly now?: () => number
}

const known: KnownKeys<MemoryFilesOptions> = { maxBytes: true, now: true }

/**
 * A file system in memory, from paths and contents. Paths are from the root, with or without its `/`; directories are
 * made as needed. A guest may read and write what the owner's permissions in a file's `mode` allow.
 * @throws BridgeError `invalid-argument` for a path that no guest could reach, or that is given twice
 */
export function memoryFiles(
  files: Readonly<Record<string, string | Uint8Array | MemoryFile>> = {},
  options: MemoryFilesOptions = {},
): FileSystem {
  const memory = new MemoryFiles(options)
  for (const [path, file] of givenFiles(files)) memory.put(path, file)
  return memory
}

/** A directory has names, a file content. Times in seconds. */
interface Entry {
  content: Uint8Array
  readonly names: Set<string> | undefined
  readonly mode: number
  mtime: number
  atime: number | undefined
  ctime: number | undefined
}

const ENTRY_BYTES = 128
const OWNER_READS = 0o400
export const OWNER_WRITES = 0o200
const nothing = new Uint8Array()

export class MemoryFiles implements FileSystem {
  readonly #entries = new Map<string, Entry>()
  readonly #maxBytes: number
  readonly #now: () => number
  #bytes = 0

  constructor(options: MemoryFilesOptions, maker = 'memoryFiles') {
    checkKeys(maker, options, known)
    this.#maxBytes = options.maxBytes ?? 16 * 1024 * 1024
    this.#now = options.now ?? Date.now
    this.#entries.set('/', this.#directory())
  }

  /** The host's own: directories are made as needed, and only contents count. */
  put(path: string, { content, mode = 0o644, mtime, atime, ctime }: MemoryFile & { content: Uint8Array }): void {
    this.makeParents(path)
    const time = mtime ?? this.#now() / 1000
    this.#bytes += content.length
    if (this.#bytes > this.#maxBytes) {
      throw new BridgeError('invalid-argument', `${path}: the files hold more than maxBytes, ${this.#maxBytes}`)
    }
    this.#add(path, { content, names: undefined, mode, mtime: time, atime, ctime })
  }

  makeParents(path: string): void {
    for (const directory of ancestorsOf(path)) {
      if (!this.#entries.has(directory)) this.#add(directory, this.#directory())
    }
  }

  stat(path: string): FileStat | undefined {
    const entry = this.#entries.get(path)
    if (!entry) return undefined
    const { content, names, mode, mtime, atime, ctime } = entry
    return { kind: names ? 'directory' : 'file', size: names ? 4096 : content.length, mode, mtime, atime, ctime }
  }

  read(path: string): Uint8Array {
    const file = this.#entries.get(path)
    if (!file) throw osErrors.notFound(path)
    if ((file.mode & OWNER_READS) === 0) throw osErrors.denied(path)
    return file.content
  }

  /** `mode` is that of a file which is made. */
  write(path: string, content: Uint8Array, append: boolean, mode = 0o644): void {
    const file = this.#entries.get(path)
    if (file && (file.mode & OWNER_WRITES) === 0) throw osErrors.denied(path)
    const old = file?.content ?? nothing
    const kept = append ? old.length : 0
    this.#charge(kept + content.length - old.length + (file ? 0 : ENTRY_BYTES), path)
    const joined = new Uint8Array(kept + content.length)
    if (append) joined.set(old)
    joined.set(content, kept)
    const mtime = this.#now() / 1000
    if (file) Object.assign(file, { content: joined, mtime, atime: undefined, ctime: undefined })
    else this.#add(path, { content: joined, names: undefined, mode, mtime, atime: undefined, ctime: undefined })
  }

  list(path: string): string[] {
    return [...(this.#entries.get(path)?.names ?? [])].sort()
  }

  mkdir(path: string): void {
    this.#charge(ENTRY_BYTES, path)
    this.#add(path, this.#directory())
  }

  unlink(path: string): void {
    this.#remove(path)
  }

  rmdir(path: string): void {
    this.#remove(path)
  }

  rename(from: string, to: string): void {
    const entry = this.#entries.get(from)
    if (!entry) throw osErrors.notFound(from)
    if (this.#entries.has(to)) this.#remove(to)
    this.#unlist(from)
    this.#move(entry, from, to)
    this.#list(to)
  }

  #move(entry: Entry, from: string, to: string): void {
    this.#entries.delete(from)
    this.#entries.set(to, entry)
    for (const name of entry.names ?? []) {
      const child = join(from, name)
      this.#move(this.#entries.get(child) as Entry, child, join(to, name))
    }
  }

  #directory(): Entry {
    const mtime = this.#now() / 1000
    return { content: nothing, names: new Set(), mode: 0o755, mtime, atime: undefined, ctime: undefined }
  }

  #add(path: string, entry: Entry): void {
    this.#entries.set(path, entry)
    this.#list(path)
  }

  #remove(path: string): void {
    const entry = this.#entries.get(path)
    if (!entry) return
    this.#bytes = Math.max(0, this.#bytes - entry.content.length - ENTRY_BYTES)
    this.#entries.delete(path)
    this.#unlist(path)
  }

  #list(path: string): void {
    if (path !== '/') this.#touch(parentOf(path))?.add(nameOf(path))
  }

  #unlist(path: string): void {
    this.#touch(parentOf(path))?.delete(nameOf(path))
  }

  /** The names of a directory, of which one is about to change. */
  #touch(directory: string): Set<string> | undefined {
    const entry = this.#entries.get(directory)
    if (entry) entry.mtime = this.#now() / 1000
    return entry?.names
  }

  #charge(bytes: number, path: string): void {
    if (bytes > 0 && this.#bytes + bytes > this.#maxBytes) throw osErrors.denied(path)
    this.#bytes += bytes
  }
}
