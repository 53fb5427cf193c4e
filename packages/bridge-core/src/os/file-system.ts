/** What is at a path. Times in seconds since the Unix epoch. */
export interface FileStat {
  /** What it is, or for a link what it leads to; a link that leads nowhere is a `symlink`. */
  readonly kind: 'file' | 'directory' | 'symlink'
  /** Whether the entry itself is a link. */
  readonly link?: boolean | undefined
  /** Bytes. */
  readonly size: number
  /** When its content was last changed. */
  readonly mtime: number
  /** When it was last read. Default: `mtime`. */
  readonly atime?: number | undefined
  /** When anything about it was last changed. Default: `mtime`. */
  readonly ctime?: number | undefined
  /** Permissions, as `0o640`. Default `0o644`, of a directory `0o755`. Only the file system itself acts on them. */
  readonly mode?: number | undefined
  /** What tells it apart from all others of the file system, whatever its path. */
  readonly ino?: number | undefined
  /** What tells its file system apart from others. Default 0. */
  readonly dev?: number | undefined
}

/**
 * A file system that guests can be given. Paths are absolute, POSIX, without `.` and `..`. Callers have checked with
 * `stat` that a path is there, and of the right kind; what only the file system knows, it throws (`osErrors`).
 */
export interface FileSystem {
  /** Undefined where there is nothing. */
  stat(path: string): FileStat | undefined
  read(path: string): Uint8Array
  /** Creates the file if need be; its directory exists. */
  write(path: string, content: Uint8Array, append: boolean): void
  /** The names in a directory. */
  list(path: string): string[]
  mkdir(path: string): void
  unlink(path: string): void
  rmdir(path: string): void
  rename(from: string, to: string): void
}

export function isLink(stat: Pick<FileStat, 'kind' | 'link'> | undefined): boolean {
  return stat?.kind === 'symlink' || stat?.link === true
}
