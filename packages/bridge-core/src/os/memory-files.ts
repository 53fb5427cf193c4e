import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { type FileStat, type FileSystem, join, osErrors, parentOf } from './file-system.js'

interface MemoryFile {
  content: Uint8Array
  mtime: number
}

export interface MemoryFilesOptions {
  /** What the files may hold in all; beyond it a write is a PermissionError. Default 16 MiB. */
  readonly maxBytes?: number
  /** The clock of modification times, in milliseconds since the Unix epoch. Default: the host's. */
  readonly now?: () => number
}

const known: KnownKeys<MemoryFilesOptions> = { maxBytes: true, now: true }

/** A file system in memory, from paths and contents; directories are made as needed. */
export function memoryFiles(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: MemoryFilesOptions = {},
): FileSystem {
  checkKeys('memoryFiles', options, known)
  return new MemoryFiles(files, options)
}

class MemoryFiles implements FileSystem {
  readonly #files = new Map<string, MemoryFile>()
  readonly #directories = new Set<string>(['/'])
  readonly #maxBytes: number
  readonly #now: () => number
  #bytes = 0

  constructor(files: Readonly<Record<string, string | Uint8Array>>, options: MemoryFilesOptions) {
    this.#maxBytes = options.maxBytes ?? 16 * 1024 * 1024
    this.#now = options.now ?? Date.now
    for (const [path, content] of Object.entries(files)) {
      for (let parent = parentOf(path); parent !== '/'; parent = parentOf(parent)) this.#directories.add(parent)
      this.write(path, typeof content === 'string' ? new TextEncoder().encode(content) : content, false)
    }
  }

  stat(path: string): FileStat | undefined {
    const file = this.#files.get(path)
    if (file) return { kind: 'file', size: file.content.length, mtime: file.mtime }
    return this.#directories.has(path) ? { kind: 'directory', size: 4096, mtime: 0 } : undefined
  }

  read(path: string): Uint8Array {
    const file = this.#files.get(path)
    if (!file) throw osErrors.notFound(path)
    return file.content
  }

  write(path: string, content: Uint8Array, append: boolean): void {
    const old = this.#files.get(path)?.content
    const kept = append ? (old?.length ?? 0) : 0
    const grown = this.#bytes - (old?.length ?? 0) + kept + content.length
    if (grown > this.#maxBytes) throw osErrors.denied(path)
    const joined = new Uint8Array(kept + content.length)
    if (append && old) joined.set(old)
    joined.set(content, kept)
    this.#bytes = grown
    this.#files.set(path, { content: joined, mtime: this.#now() / 1000 })
  }

  list(path: string): string[] {
    const names = [...this.#files.keys(), ...this.#directories].filter(
      (other) => other !== '/' && parentOf(other) === path,
    )
    return names.map((other) => other.slice(other.lastIndexOf('/') + 1)).sort()
  }

  mkdir(path: string): void {
    this.#directories.add(path)
  }

  unlink(path: string): void {
    this.#bytes -= this.#files.get(path)?.content.length ?? 0
    this.#files.delete(path)
  }

  rmdir(path: string): void {
    this.#directories.delete(path)
  }

  rename(from: string, to: string): void {
    const file = this.#files.get(from)
    if (file) {
      this.#files.delete(from)
      this.#files.set(to, file)
      return
    }
    for (const name of this.list(from)) this.#moveInto(join(from, name), join(to, name), to)
    this.#directories.delete(from)
    this.#directories.add(to)
  }

  #moveInto(from: string, to: string, directory: string): void {
    this.#directories.add(directory)
    this.rename(from, to)
  }
}
