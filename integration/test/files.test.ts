import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type InterpreterBridge,
  memoryFiles,
  mounts,
  overlay,
  readOnly,
  toPlain,
  virtualOs,
} from '@interpreter-bridge/core'
import { directory } from '@interpreter-bridge/core/node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backends, monty } from './backends.js'

describe.each(monty)('files on %s', (name) => {
  let bridge: InterpreterBridge
  let root: string
  let outside: string

  beforeEach(async () => {
    bridge = await (backends[name] as (typeof backends)[string])()
    const base = mkdtempSync(join(tmpdir(), 'files-'))
    root = join(base, 'root')
    outside = join(base, 'secret.txt')
    mkdirSync(join(root, 'sub'), { recursive: true })
    writeFileSync(join(root, 'a.txt'), 'inside')
    writeFileSync(outside, 'secret')
    symlinkSync(outside, join(root, 'link-out'))
    symlinkSync(base, join(root, 'dir-out'))
    symlinkSync('a.txt', join(root, 'link-in'))
    symlinkSync('/nowhere/new', join(root, 'dangling'))
  })
  afterEach(async () => {
    await bridge.dispose()
    rmSync(join(root, '..'), { recursive: true })
  })

  const run = (code: string, files = directory(root)) => bridge.run(code, { os: virtualOs({ files }) })

  test('a real directory is read and written', async () => {
    const code =
      "from pathlib import Path\nPath('/sub/b.txt').write_text('new')\n[open('/a.txt').read(), open('/link-in').read(), sorted(p.name for p in Path('/sub').iterdir())]"
    expect((await run(code)).value).toEqual(['inside', 'inside', ['b.txt']])
    expect(readFileSync(join(root, 'sub/b.txt'), 'utf8')).toBe('new')
  })

  test.each([
    ["open('/../secret.txt').read()", 'FileNotFoundError'],
    ["open('../../secret.txt').read()", 'FileNotFoundError'],
    ["open('/link-out').read()", 'PermissionError'],
    ["open('/link-out', 'w')", 'PermissionError'],
    ["open('/dir-out/secret.txt').read()", 'PermissionError'],
    ["open('/dir-out/new.txt', 'w')", 'PermissionError'],
    ["open('/dangling', 'w')", 'PermissionError'],
    ["open('/a.txt\\0.png')", 'ValueError'],
    ["from pathlib import Path\nPath('/dir-out/secret.txt').unlink()", 'PermissionError'],
    ["from pathlib import Path\nPath('/a.txt').rename('/dir-out/x')", 'PermissionError'],
  ])('%s stays inside: %s', async (code, excType) => {
    await expect(run(code)).rejects.toMatchObject({ excType })
    expect(readFileSync(outside, 'utf8')).toBe('secret')
  })

  test('an error names the guest’s path, never the host’s', async () => {
    const error = await run("open('/sub/none.txt')").catch((thrown) => thrown)
    expect(error.message).toBe("[Errno 2] No such file or directory: '/sub/none.txt'")
  })

  test('a link that leads out is listed, not followed, and hides nothing else', async () => {
    const code =
      "import os\nfrom pathlib import Path\n[sorted((e.name, e.is_dir(), e.is_file(), e.is_symlink()) for e in os.scandir('/')), [d for d, _, _ in os.walk('/')], Path('/link-in').is_symlink(), Path('/link-out').exists()]"
    const { value } = await run(code)
    expect(JSON.parse(JSON.stringify(toPlain(value)))).toEqual([
      [
        ['a.txt', false, true, false],
        ['dangling', false, false, true],
        ['dir-out', false, false, true],
        ['link-in', false, true, true],
        ['link-out', false, false, true],
        ['sub', true, false, false],
      ],
      ['/', '/sub'],
      true,
      false,
    ])
  })

  test('mounts compose: a read-only directory, an overlay, memory', async () => {
    const files = mounts({
      '/data': readOnly(directory(root)),
      '/work': overlay(readOnly(directory(root))),
      '/tmp': memoryFiles(),
    })
    const code = `
from pathlib import Path
import os
Path('/work/a.txt').write_text('changed')
Path('/tmp/x').write_text('1')
denied = []
for path in ['/data/a.txt', '/elsewhere/x']:
    try:
        Path(path).write_text('no')
    except OSError as e:
        denied.append(type(e).__name__)
[sorted(os.listdir('/')), Path('/data/a.txt').read_text(), Path('/work/a.txt').read_text(), Path('/tmp/x').read_text(), denied]`
    expect((await run(code, files)).value).toEqual([
      ['data', 'tmp', 'work'],
      'inside',
      'changed',
      '1',
      ['PermissionError', 'FileNotFoundError'],
    ])
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('inside')
  })

  test('a directory that is not there cannot be mounted', () => {
    expect(() => directory(join(root, 'nope'))).toThrow(expect.objectContaining({ code: 'invalid-argument' }))
  })

  test('memory is bounded', async () => {
    const files = memoryFiles({}, { maxBytes: 1000 })
    await expect(run("open('/x', 'w').write('y' * 2000)", files)).rejects.toMatchObject({ excType: 'PermissionError' })
  })

  test('os.walk, glob and rename', async () => {
    const files = memoryFiles({ '/p/a.py': '', '/p/q/b.py': '', '/p/q/c.txt': '' })
    const code = `
from pathlib import Path
import os
found = sorted(str(p) for p in Path('/p').glob('**/*.py'))
Path('/p/q').rename('/p/r')
walked = [(d, sorted(ds), sorted(fs)) for d, ds, fs in os.walk('/p')]
[found, [list(w) for w in walked]]`
    expect((await run(code, files)).value).toEqual([
      ['/p/a.py', '/p/q/b.py'],
      [
        ['/p', ['r'], ['a.py']],
        ['/p/r', [], ['b.py', 'c.txt']],
      ],
    ])
  })
})
