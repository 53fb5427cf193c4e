import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let project: string

const pnpm = (args: readonly string[], cwd: string): string =>
  execFileSync(join(root, 'node_modules/.bin/pnpm'), args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** A project of somebody else's, with the packed packages in its node_modules, and nothing of this repository. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'implementer-'))
  const modules = join(project, 'node_modules')
  for (const name of ['bridge-core', 'ladder']) {
    const packed = mkdtempSync(join(tmpdir(), 'packed-'))
    pnpm(['pack', '--pack-destination', packed], join(root, 'packages', name))
    const [file] = readdirSync(packed)
    execFileSync('tar', ['-xzf', join(packed, file as string), '-C', packed])
    const target = join(modules, '@interpreter-bridge', name.replace('bridge-', ''))
    mkdirSync(target, { recursive: true })
    cpSync(join(packed, 'package'), target, { recursive: true })
    rmSync(packed, { recursive: true })
  }
  // What a registry would bring.
  for (const name of ['rxjs', 'tslib', 'zod', 'yaml', 'acorn', 'fast-check', 'pure-rand']) {
    const store = join(root, 'node_modules/.pnpm')
    const folder = readdirSync(store).find((entry) => entry.startsWith(`${name}@`))
    cpSync(join(store, folder as string, 'node_modules', name), join(modules, name), {
      recursive: true,
      dereference: true,
    })
  }
  cpSync(join(root, 'examples/toy-backend.mjs'), join(project, 'toy-backend.mjs'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }')
}, 120_000)

afterAll(() => rmSync(project, { recursive: true, force: true }))

function ladder(...args: string[]): { readonly code: number; readonly text: string } {
  try {
    const command = join(project, 'node_modules/@interpreter-bridge/ladder/dist/cli.js')
    return { code: 0, text: execFileSync(process.execPath, [command, ...args], { cwd: project, encoding: 'utf8' }) }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
    return { code: status, text: stdout + stderr }
  }
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
  expect(readdirSync(project)).toEqual(expect.arrayContaining(['out.jsonl', 'report.html']))
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
