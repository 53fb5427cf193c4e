import { PyNamedTuple } from '../values/collections.js'
import { PyFloat } from '../values/scalars.js'
import type { FileStat } from './file-system.js'

const fields = [
  ...['st_mode', 'st_ino', 'st_dev', 'st_nlink', 'st_uid', 'st_gid', 'st_size'],
  ...['st_atime', 'st_mtime', 'st_ctime'],
]

const kinds = {
  file: { type: 0o100000, mode: 0o644 },
  directory: { type: 0o040000, mode: 0o755 },
  symlink: { type: 0o120000, mode: 0o777 },
} as const

/** The `os.stat_result` for what is at a path: what an `OsHandler` answers to `Path.stat`. */
export function statResult({ kind, size, mtime, atime = mtime, ctime = mtime, ...rest }: FileStat): PyNamedTuple {
  const { type, mode } = kinds[kind]
  const integers = [type | ((rest.mode ?? mode) & 0o7777), rest.ino ?? 0, rest.dev ?? 0, 1, 0, 0, size]
  return new PyNamedTuple('StatResult', fields, [
    ...integers.map((value) => BigInt(Math.trunc(value))),
    ...[atime, mtime, ctime].map((time) => new PyFloat(time)),
  ])
}
