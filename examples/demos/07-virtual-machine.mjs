// The guest's environment and files are what the host gives, and nothing else.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryFiles, mounts, overlay, readOnly, virtualOs } from '@interpreter-bridge/core'
import { directory } from '@interpreter-bridge/core/node'

export const title = 'a virtual environment and virtual files'
export const needs = ['osCalls']

const code = `
import os
from pathlib import Path

report = [os.getenv('MODE'), os.environ['REGION'], os.stat('/data/input.csv').st_size]
rows = open('/data/input.csv').read().split()
Path('/work/input.csv').write_text('changed')
Path('/tmp/out.txt').write_text(str(len(rows)))
try:
    open('/data/missing.csv')
except FileNotFoundError as error:
    report.append(str(error))
try:
    open('/data/input.csv', 'w')
except PermissionError as error:
    report.append(str(error))
report + [Path('/tmp/out.txt').read_text(), os.getenv('HOME')]
`

export async function run({ create, say }) {
  const folder = mkdtempSync(join(tmpdir(), 'data-'))
  writeFileSync(join(folder, 'input.csv'), 'a\nb\nc\n')
  const files = mounts({
    '/data': readOnly(directory(folder)),
    '/work': overlay(directory(folder)),
    '/tmp': memoryFiles(),
  })
  const bridge = await create()
  const { value } = await bridge.run(code, { os: virtualOs({ env: { MODE: 'test', REGION: 'eu' }, files }) })
  say(JSON.stringify(value))
  assert.deepEqual(value, [
    'test',
    'eu',
    6,
    "[Errno 2] No such file or directory: '/data/missing.csv'",
    "[Errno 13] Permission denied: '/data/input.csv'",
    '3',
    null,
  ])
  assert.equal(readFileSync(join(folder, 'input.csv'), 'utf8'), 'a\nb\nc\n')

  const denied = await bridge.run("open('/etc/passwd')").catch((thrown) => thrown)
  say(`without files: ${denied.summary}`)
  assert.equal(denied.excType, 'PermissionError')
  await bridge.dispose()
}
