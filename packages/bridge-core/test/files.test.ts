import { describe, expect, test } from 'vitest'
import {
  type FileSystem,
  HostError,
  memoryFiles,
  mounts,
  osErrors,
  overlay,
  readOnly,
  statResult,
} from '../src/index.js'
import { answerFileCall } from '../src/os/file-calls.js'

const text = (content: Uint8Array): string => new TextDecoder().decode(content)
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content)
const call = (files: FileSystem, name: string, ...args: unknown[]): unknown =>
  answerFileCall(files, { name, args, kwargs: {} })
const field = (files: FileSystem, path: string, name: string): number =>
  Number((call(files, 'Path.stat', path) as ReturnType<typeof statResult>).get(name))

describe('the paths that a host writes', () => {
  test.each(['input.csv', '/input.csv', './input.csv', 'x/../input.csv', '//input.csv'])('%s is /input.csv', (path) => {
    expect(text(memoryFiles({ [path]: 'a' }).read('/input.csv'))).toBe('a')
  })

  test.each(['data', '/data', 'data/', '/data//', './data'])('a mount at %s is at /data', (path) => {
    const files = mounts({ [path]: memoryFiles({ 'a.csv': 'a' }) })
    expect(call(files, 'Path.read_text', '/data/a.csv')).toBe('a')
    expect(files.list('/')).toEqual(['data'])
  })

  test.each([
    [{ '': 'a' }, 'the path "" is empty'],
    [{ '/': 'a' }, 'the path "/" is the path of a directory; directories are made as their files need them'],
    [{ 'out/': '' }, 'the path "out/" is the path of a directory; directories are made as their files need them'],
    [{ 'a\0b': '' }, 'the path "a\\u0000b" has a NUL, which no path can have'],
    [{ '/a': '1', a: '2' }, 'the path "a" is /a, which is given twice'],
    [{ a: '1', 'a/b': '2' }, 'the path "/a/b" is in /a, which is a file'],
    [{ a: 1 }, 'the path "a" needs a text, a Uint8Array, or an object with one of them as its content'],
    [{ a: { content: '', mode: -1 } }, 'the path "a" needs a mode from 0 to 0o7777'],
    [{ a: { content: '', mtime: Number.NaN } }, 'the path "a" needs mtime in seconds since 1970'],
    [
      { a: { content: '', size: 1 } },
      'memoryFiles["a"]: there is no size; it takes content, mode, mtime, atime, ctime',
    ],
    [{ [`d/${'é'.repeat(128)}`]: '' }, expect.stringContaining('has a name of more than 255 bytes')],
  ])('%j is refused', (files, message) => {
    expect(() => memoryFiles(files as never)).toThrow(expect.objectContaining({ code: 'invalid-argument', message }))
  })

  test('two mounts at one place are refused', () => {
    expect(() => mounts({ data: memoryFiles(), '/data/': memoryFiles() })).toThrow(
      'the path "/data/" is /data, where something is mounted already',
    )
  })
})

describe('what a file has beside its content', () => {
  const now = (): number => 5000
  const given = {
    'a.sh': { content: 'x', mode: 0o750, mtime: 10, atime: 20, ctime: 30 },
    b: { content: 'y', mtime: 1.5 },
  }

  test('permissions and times as given', () => {
    const files = memoryFiles(given, { now })
    expect(
      ['st_mode', 'st_mtime', 'st_atime', 'st_ctime', 'st_size'].map((name) => field(files, '/a.sh', name)),
    ).toEqual([0o100750, 10, 20, 30, 1])
    expect(['st_mode', 'st_mtime', 'st_atime', 'st_ctime'].map((name) => field(files, '/b', name))).toEqual([
      0o100644, 1.5, 1.5, 1.5,
    ])
    expect(field(files, '/', 'st_mode')).toBe(0o040755)
  })

  test('a write sets the times and keeps the permissions; a directory has the time of its last change', () => {
    const files = memoryFiles(given, { now })
    files.write('/a.sh', bytes('new'), false)
    expect(['st_mode', 'st_mtime', 'st_atime'].map((name) => field(files, '/a.sh', name))).toEqual([0o100750, 5, 5])
    expect(field(files, '/', 'st_mtime')).toBe(5)
  })

  test.each([
    ['memory', (files: FileSystem) => files],
    ['an overlay', (files: FileSystem) => overlay(files)],
    ['a mount', (files: FileSystem) => mounts({ '/': files })],
  ])('permissions hold in %s', (_name, wrap) => {
    const files = wrap(memoryFiles({ r: { content: 'r', mode: 0o444 }, w: { content: 'w', mode: 0o200 } }))
    for (const [name, ...args] of [
      ['Path.write_text', '/r', 'x'],
      ['Path.append_text', '/r', 'x'],
      ['open', '/r', 'w'],
      ['Path.read_text', '/w'],
    ] as const) {
      expect(() => call(files, name, ...args)).toThrow(`[Errno 13] Permission denied: '${args[0]}'`)
    }
    expect(call(files, 'Path.read_text', '/r')).toBe('r')
    call(files, 'Path.write_text', '/w', 'x')
    expect(field(files, '/w', 'st_mode')).toBe(0o100200)
  })

  test('each path has an inode number, each mount a device', () => {
    const files = mounts({ a: memoryFiles({ x: '', y: '' }), b: memoryFiles({ x: '' }) })
    const identity = (path: string): string => `${field(files, path, 'st_ino')} ${field(files, path, 'st_dev')}`
    expect(identity('/a/x')).toBe(identity('/a/x'))
    expect(new Set(['/a/x', '/a/y', '/b/x'].map(identity)).size).toBe(3)
  })

  test('a stat result by hand', () => {
    const stat = statResult({ kind: 'file', size: 7, mtime: 1, mode: 0o600 })
    expect(Object.fromEntries(stat.fieldNames.map((name) => [name, Number(stat.get(name))]))).toEqual({
      ...{ st_mode: 0o100600, st_ino: 0, st_dev: 0, st_nlink: 1, st_uid: 0, st_gid: 0 },
      ...{ st_size: 7, st_atime: 1, st_mtime: 1, st_ctime: 1 },
    })
  })
})

test('the host’s bytes and the guest’s file are two things', () => {
  const own = bytes('abc')
  const files = memoryFiles({ a: own })
  own[0] = 0
  expect(text(files.read('/a'))).toBe('abc')
})

test('a directory moves with all that is in it', () => {
  const files = memoryFiles({ 'a/b/c': '1', 'a/d': '2' })
  call(files, 'Path.rename', '/a', '/z')
  expect(['/a', '/z', '/z/b'].map((path) => files.stat(path) && files.list(path))).toEqual([
    undefined,
    ['b', 'd'],
    ['c'],
  ])
  expect(text(files.read('/z/b/c'))).toBe('1')
})

test('an overlay moves and replaces what is below it', () => {
  const base = memoryFiles({ 'a/b': '1', c: { content: '2', mode: 0o600 } })
  const files = overlay(readOnly(base))
  call(files, 'Path.rename', '/c', '/a/b')
  call(files, 'Path.rename', '/a', '/new')
  expect([files.list('/'), call(files, 'Path.read_text', '/new/b')]).toEqual([['new'], '2'])
  expect(field(files, '/new/b', 'st_mode')).toBe(0o100600)
  expect(base.list('/')).toEqual(['a', 'c'])
})

describe('mount points', () => {
  const files = mounts({ '/data': memoryFiles({ x: '' }), '/tmp': memoryFiles() })
  test.each([
    ['Path.rmdir', ['/data'], "[Errno 39] Directory not empty: '/data'"],
    ['Path.rmdir', ['/tmp'], "[Errno 16] Device or resource busy: '/tmp'"],
    ['Path.rename', ['/data', '/other'], "[Errno 13] Permission denied: '/data' -> '/other'"],
    ['Path.rename', ['/data/x', '/tmp/x'], "[Errno 18] Invalid cross-device link: '/data/x' -> '/tmp/x'"],
    ['Path.mkdir', ['/other'], "[Errno 13] Permission denied: '/other'"],
  ])('%s(%j)', (name, args, message) => {
    expect(() => call(files, name, ...args)).toThrow(message)
  })
})

test('whatever path a file system names, the guest is told the one that it asked for', () => {
  const own: FileSystem = {
    ...memoryFiles({ x: '' }),
    stat: () => ({ kind: 'file', size: 0, mtime: 0 }),
    read: () => {
      throw osErrors.denied('/inner')
    },
  }
  expect(() => call(mounts({ m: own }), 'Path.read_text', '/m/x')).toThrow("[Errno 13] Permission denied: '/m/x'")
  expect(osErrors.notFound('/a')).toBeInstanceOf(HostError)
  expect(osErrors.notFound('/a')).toMatchObject({ excType: 'FileNotFoundError', errno: 2 })
})

test('empty files count, too', () => {
  const files = memoryFiles({}, { maxBytes: 1000 })
  const fill = (): void => {
    for (let i = 0; i < 8; i++) files.write(`/${i}`, new Uint8Array(), false)
  }
  expect(fill).toThrow("[Errno 13] Permission denied: '/7'")
  for (let i = 0; i < 7; i++) files.unlink(`/${i}`)
  files.write('/again', new Uint8Array(800), false)
})
