import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FileSystem, memoryFiles, mounts, overlay, virtualOs } from '@interpreter-bridge/core'
import { directory } from '@interpreter-bridge/core/node'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** What is tried below the directory `R`. */
const attempts = `
import os
from pathlib import Path
out = []
def attempt(what, action):
    try:
        out.append([what, repr(action()).replace(R, '<root>')])
    except Exception as e:
        out.append([what, type(e).__name__, str(e).replace(R, '<root>')])
os.mkdir(R + '/full')
os.mkdir(R + '/empty')
Path(R + '/a.csv').write_text('x')
Path(R + '/full/x').write_text('')
LONG = 'n' * 256
makeable = ['/none', "/it's", '/n\\ne']
missing = ['/none', '/none/sub', '/a.csv/sub', '/a.csv/sub/x', "/it's", '/n\\ne', '/' + LONG, '/none/' + LONG, '/a.csv/' + LONG, '/' + LONG + '/x', '/' + 'é' * 128, '/d' * 2100]
for path in missing + ['/a.csv', '/full', '/empty']:
    full = R + path
    if path not in ('/full', '/empty', '/a.csv'):
        attempt(['stat', path], lambda: os.stat(full))
        attempt(['read', path], lambda: open(full).read())
        attempt(['mkdir', path], lambda: os.mkdir(full)) if path not in makeable else None
        attempt(['unlink', path], lambda: os.unlink(full))
        attempt(['rmdir', path], lambda: os.rmdir(full))
        attempt(['rename', path], lambda: os.rename(full, R + '/b'))
        attempt(['replace to', path], lambda: os.replace(R + '/a.csv', full)) if path not in makeable else None
        attempt(['rename both', path], lambda: os.rename(full, full + '2'))
    attempt(['exists', path], lambda: os.path.exists(full))
    attempt(['isfile', path], lambda: os.path.isfile(full))
    attempt(['isdir', path], lambda: os.path.isdir(full))
    attempt(['read_text', path], lambda: Path(full).read_text() if not path == '/a.csv' else None)
    attempt(['listdir', path], lambda: os.listdir(full))
    attempt(['iterdir', path], lambda: [p.name for p in Path(full).iterdir()])
    attempt(['scandir', path], lambda: [e.name for e in os.scandir(full)])
    attempt(['open w', path], lambda: open(full, 'w').close()) if path not in makeable else None
    attempt(['open a', path], lambda: open(full, 'a').close()) if path not in makeable else None
    attempt(['write_text', path], lambda: Path(full).write_text('x')) if path not in makeable else None
    attempt(['getsize', path], lambda: os.path.getsize(full) > 0)
attempt(['mkdir', 'there'], lambda: os.mkdir(R + '/full'))
attempt(['mkdir', 'a file'], lambda: os.mkdir(R + '/a.csv'))
attempt(['mkdir parents', 'in a file'], lambda: Path(R + '/a.csv/s/t').mkdir(parents=True))
attempt(['mkdir exist_ok', 'a file'], lambda: Path(R + '/a.csv').mkdir(exist_ok=True))
attempt(['mkdir exist_ok', 'there'], lambda: Path(R + '/full').mkdir(exist_ok=True))
attempt(['mkdir parents', 'long'], lambda: Path(R + '/p/' + LONG).mkdir(parents=True))
attempt(['exists', 'p'], lambda: os.path.exists(R + '/p'))
attempt(['makedirs'], lambda: os.makedirs(R + '/m/n/o'))
attempt(['makedirs again'], lambda: os.makedirs(R + '/m/n/o'))
attempt(['unlink', 'directory'], lambda: os.unlink(R + '/full'))
attempt(['remove', 'directory'], lambda: os.remove(R + '/full'))
attempt(['rmdir', 'file'], lambda: os.rmdir(R + '/a.csv'))
attempt(['rmdir', 'not empty'], lambda: os.rmdir(R + '/full'))
for source, target in [('/a.csv', '/full'), ('/full', '/a.csv'), ('/empty', '/full'), ('/full', '/full/in'), ('/full/x', '/full'), ('/a.csv', '/a.csv/in'), ('/a.csv', '/a.csv'), ('/full', '/full'), ('/none', '/none/x'), ('/none', '/full/x'), ('/none/a', '/a.csv/b'), ('/a.csv/b', '/none/a'), ('/none', '/' + LONG)]:
    attempt(['rename', source, target], lambda: os.rename(R + source, R + target))
    attempt(['replace', source, target], lambda: os.replace(R + source, R + target))
    attempt(['Path.rename', source, target], lambda: Path(R + source).rename(R + target))
attempt(['rename'], lambda: os.rename(R + '/a.csv', R + '/b.csv'))
attempt(['replace'], lambda: os.replace(R + '/b.csv', R + '/full/x'))
attempt(['Path.rename'], lambda: str(Path(R + '/full/x').rename(R + '/c')))
attempt(['Path.replace'], lambda: str(Path(R + '/c').replace(R + '/full/x')))
attempt(['rename directory'], lambda: os.rename(R + '/full', R + '/empty'))
attempt(['listdir'], lambda: sorted(os.listdir(R + '/empty')))
attempt(['samefile'], lambda: [os.path.samefile(R + '/m', R + '/empty'), os.path.samefile(R + '/m', R + '/m/../m')])
`

const decoding = `
from pathlib import Path
out = []
for index, data in enumerate(samples):
    path = R + '/raw' + str(index)
    Path(path).write_bytes(bytes.fromhex(data))
    for read in (lambda: open(path).read(), lambda: Path(path).read_text()):
        try:
            out.append([data, read()])
        except UnicodeDecodeError as e:
            out.append([data, str(e)])
`

/** Every kind of fault at each place a character can have one, within and at the end of text. */
const bytes = ['41', '7f', '80', '8f', '90', '9f', 'a0', 'bf', 'c1', 'c2', 'df', 'e0', 'e1', 'ed', 'ef', 'f0', 'f1']
const firsts = [...bytes, 'f4', 'f5', 'ff']
const samples = firsts.flatMap((a) =>
  firsts.flatMap((b) => [`${a}`, `41${a}${b}`, `${a}${b}41`, `${a}${b}80`, `c3a9${a}${b}8080`, `${a}${b}80ff41`]),
)

let scratch = ''
let noPython: string | false = false

function python(program: string): unknown {
  const root = mkdtempSync(join(scratch, 'cpython-'))
  const code = `R = ${JSON.stringify(root)}\n${program}\nimport json; print(json.dumps(out))`
  return JSON.parse(execFileSync('python3', ['-X', 'utf8', '-c', code], { encoding: 'utf8', maxBuffer: 1 << 28 }))
}

try {
  execFileSync('python3', ['--version'])
} catch {
  noPython = 'there is no python3'
}

const machines: Record<string, () => FileSystem> = {
  memory: () => mounts({ R: memoryFiles() }),
  'an overlay': () => mounts({ R: overlay(memoryFiles()) }),
  'a real directory': () => mounts({ '/R': directory(mkdtempSync(join(scratch, 'real-'))) }),
}

describe.skipIf(noPython)('what goes wrong with files has CPython’s text', () => {
  let expected: { readonly attempts: unknown; readonly decoding: unknown }
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'file-errors-'))
    expected = {
      attempts: python(attempts),
      decoding: python(`samples = ${JSON.stringify(samples)}\n${decoding}`),
    }
  })
  afterAll(() => rmSync(scratch, { recursive: true }))

  test.each(Object.keys(machines))('calls on %s', async (name) => {
    const bridge = await createMontyNative({ limits: { maxHostCalls: 10_000 } })
    const os = virtualOs({ files: (machines[name] as () => FileSystem)() })
    const { value } = await bridge.run(`R = '/R'\n${attempts}\nout`, { os })
    expect(value).toEqual(expected.attempts)
    await bridge.dispose()
  })

  test('bytes that are not UTF-8', async () => {
    const bridge = await createMontyNative({ limits: { maxHostCalls: 1e6 } })
    const os = virtualOs({ files: mounts({ R: memoryFiles() }) })
    const { value } = await bridge.run(`R = '/R'\n${decoding}\nout`, { os, inputs: { samples } })
    expect(value).toEqual(expected.decoding)
    await bridge.dispose()
  })
})
