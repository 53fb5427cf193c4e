import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ForeignProject, type Outcome, pnpm, root } from './foreign-project.js'

let project: ForeignProject

beforeAll(() => {
  project = new ForeignProject(['bridge-core', 'ladder'])
  cpSync(join(root, 'examples/toy-backend.mjs'), join(project.folder, 'toy-backend.mjs'))
}, 120_000)

afterAll(() => project.dispose())

function ladder(...args: string[]): Outcome {
  return project.node('node_modules/@interpreter-bridge/ladder/dist/cli.js', ...args)
}

test('the packed ladder climbs a backend of somebody else’s by its module path', () => {
  const { code, text } = ladder(
    'run',
    '--backends',
    './toy-backend.mjs',
    '--tier',
    '1..5',
    '--jsonl',
    'out.jsonl',
    '--html',
    'report.html',
  )
  expect(text).toMatch(/ladder: \d+ passed, 0 failed, \d+ unsupported, 0 parity differences/)
  expect(code).toBe(0)
  expect(readdirSync(project.folder)).toEqual(expect.arrayContaining(['out.jsonl', 'report.html']))
})

test('its fixtures and its oracles are packed, too', () => {
  expect(ladder('list', '--tier', '23').text).toContain('a print flood without a newline')
  expect(ladder('oracle', '--tier', '3')).toMatchObject({ code: 0, text: expect.stringMatching(/Node .*: \d+ agree/) })
})

test('a backend that is not there is one sentence', () => {
  expect(ladder('run', '--backends', './nowhere.mjs')).toMatchObject({
    code: 2,
    text: expect.stringContaining('ladder: backend ./nowhere.mjs could not be loaded'),
  })
})

test('every file that a package exports is packed', () => {
  for (const name of readdirSync(join(root, 'packages'))) {
    const listed = JSON.parse(pnpm(['pack', '--json', '--dry-run'], join(root, 'packages', name)))
    const files = new Set(
      (Array.isArray(listed) ? listed[0] : listed).files.map(({ path }: { path: string }) => `./${path}`),
    )
    const { exports } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
    const wanted = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry as object),
    )
    expect(
      wanted.filter((file) => !files.has(file as string)),
      name,
    ).toEqual([])
  }
})
