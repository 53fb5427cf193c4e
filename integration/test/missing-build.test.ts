import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ForeignProject, root } from './foreign-project.js'

const built = ['bridge-monty-native', 'bridge-monty-wasm', 'bridge-monty-typecheck']
const addon = `monty.${process.platform}-${process.arch}.node`
const alternative = 'createMontyWasm of @interpreter-bridge/monty-wasm is the same without one'

let project: ForeignProject

beforeAll(() => {
  project = new ForeignProject(['bridge-core', 'bridge-monty-shared', 'bridge-quickjs', 'ladder', ...built])
  cpSync(join(root, 'examples'), join(project.folder, 'examples'), {
    recursive: true,
    filter: (file) => !file.includes('node_modules'),
  })
}, 120_000)

afterAll(() => project.dispose())

/** What a program gets that imports all packages, and then uses one. */
function fails(use: string): unknown {
  project.write(
    'use.mjs',
    `import { createMontyNative } from '@interpreter-bridge/monty-native'
import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
const outcome = await (async () => { ${use} })().catch(({ code, message }) => ({ code, message }))
console.log(JSON.stringify(outcome ?? 'works'))`,
  )
  return JSON.parse(project.node('use.mjs').text)
}

const native = "const bridge = await createMontyNative(); if ((await bridge.run('1')).value !== 1) throw 'wrong'"
const wasm = native.replace('Native', 'Wasm')
const check = `const bridge = await createMontyWasm({ typeChecker: montyTypeChecker() })
await bridge.run('1')
if (!(await bridge.typeCheck('x: int = ""'))) throw 'wrong'`

describe('installed', () => {
  test('and complete, each works', () => {
    for (const use of [native, wasm, check]) expect(fails(use)).toBe('works')
  })

  test('for other platforms only, the native package says which, and what to use', () => {
    without('bridge-monty-native', [addon], { 'monty.sunos-x64.node': '', 'monty.aix-ppc64.node': '' }, () =>
      expect(fails(native)).toEqual({
        code: 'engine-missing',
        message:
          `there is no native Monty addon for ${process.platform}-${process.arch}, ` +
          `only for aix-ppc64, sunos-x64; ${alternative}`,
      }),
    )
  })

  test('with an addon that does not load, it says why', () => {
    without('bridge-monty-native', [], { [addon]: 'no library' }, () =>
      expect(fails(native)).toEqual({
        code: 'engine-missing',
        message: expect.stringMatching(
          new RegExp(
            `^the native Monty addon for .* is there and does not load; ${alternative} \\(.*${addon}.*\\)$`.replaceAll(
              '.node',
              '\\.node',
            ),
          ),
        ),
      }),
    )
  })

  test.each([
    ['bridge-monty-native', addon, native, 'the native Monty addon is not there'],
    ['bridge-monty-wasm', 'glue.js', wasm, 'the WebAssembly module of Monty is not there'],
    ['bridge-monty-wasm', 'monty.wasm', wasm, 'the WebAssembly module of Monty could not be loaded'],
    ['bridge-monty-typecheck', 'glue.js', check, 'the type checker is not there'],
    ['bridge-monty-typecheck', 'typecheck.wasm', check, 'the type checker could not be loaded'],
  ])('%s without %s: imports work, and the use of it says what to do', (name, file, use, what) => {
    const text = (remedy: string): string => `^${what}; ${remedy}( \\(ENOENT: no such file.*\\))?$`
    without(name, [file], {}, () =>
      expect(fails(use)).toEqual({
        code: 'engine-missing',
        message: expect.stringMatching(text('the package is incomplete: install it again, .*')),
      }),
    )
    // In the repository, which alone has the sources, it can be built.
    const command = name === 'bridge-monty-typecheck' ? 'npx turbo run build:checker' : 'npm run build'
    const sources = join(project.installed(name), 'Cargo.toml')
    writeFileSync(sources, '')
    without(name, [file], {}, () =>
      expect(fails(use)).toEqual({
        code: 'engine-missing',
        message: expect.stringMatching(text(`build it with \`${command}\``)),
      }),
    )
    rmSync(sources)
  })
})

describe('without the type checker, whose build is the longest,', () => {
  test('the agent of `npm start` says so in a line, and runs on every backend', () => {
    without('bridge-monty-typecheck', ['glue.js', 'typecheck.wasm'], {}, () => {
      const { code, text } = project.node('examples/agent.mjs', '--all')
      expect(text.match(/^types not checked: the type checker is not there; .*$/gm)).toHaveLength(2)
      expect(text.match(/^■ \{"reminded":/gm)).toHaveLength(3)
      expect(code).toBe(0)
    })
  })

  test('the demonstrations run but one, which says so', () => {
    without('bridge-monty-typecheck', ['glue.js', 'typecheck.wasm'], {}, () => {
      expect(project.node('examples/run.mjs', '5')).toMatchObject({
        code: 0,
        text: expect.stringMatching(/native +NOT RUN: the type checker is not there; /),
      })
      expect(project.node('examples/run.mjs', '12')).toMatchObject({
        code: 0,
        text: expect.stringMatching(/native +ok\n/),
      })
    })
  })
})

/** Does `work` while the `dist` of an installed package lacks some files and has others. */
function without(name: string, lacking: readonly string[], more: Record<string, string>, work: () => void): void {
  const dist = join(project.installed(name), 'dist')
  const kept = mkdtempSync(join(tmpdir(), 'kept-'))
  cpSync(dist, kept, { recursive: true })
  for (const file of lacking) rmSync(join(dist, file))
  for (const [file, text] of Object.entries(more)) writeFileSync(join(dist, file), text)
  try {
    work()
  } finally {
    rmSync(dist, { recursive: true })
    cpSync(kept, dist, { recursive: true })
    rmSync(kept, { recursive: true })
  }
}

describe('packing', () => {
  let copy: string

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'repository-'))
    return () => rmSync(copy, { recursive: true })
  })

  function pack(name: string): { readonly code: number | null; readonly text: string } {
    const [pnpm, args] = [join(root, 'node_modules/.bin/pnpm'), ['pack', '--dry-run']]
    const { status, stdout, stderr } = spawnSync(pnpm, args, { cwd: join(copy, 'packages', name), encoding: 'utf8' })
    return { code: status, text: stdout + stderr }
  }

  test.each([
    ['bridge-monty-native', addon, 'dist/monty\\.\\*\\.node', 'npm run build'],
    ['bridge-monty-wasm', 'glue.js', 'dist/glue\\.js', 'npm run build'],
    ['bridge-monty-wasm', 'monty.wasm', './dist/monty\\.wasm', 'npm run build'],
    [
      'bridge-monty-typecheck',
      'typecheck.wasm',
      './dist/typecheck\\.wasm',
      'npm run build && npx turbo run build:checker',
    ],
    ['bridge-core', 'index.js', './dist/index\\.js', 'npm run build'],
  ])('%s without %s fails, with the file and the command', (name, file, missing, command) => {
    for (const part of ['scripts/packable.mjs', 'scripts/say.mjs', `packages/${name}/package.json`]) {
      mkdirSync(join(copy, part, '..'), { recursive: true })
      cpSync(join(root, part), join(copy, part))
    }
    const manifest = JSON.parse(readFileSync(join(copy, 'packages', name, 'package.json'), 'utf8'))
    writeFileSync(
      join(copy, 'packages', name, 'package.json'),
      JSON.stringify({ ...manifest, dependencies: {}, devDependencies: {} }),
    )
    const dist = join(copy, 'packages', name, 'dist')
    cpSync(join(root, 'packages', name, 'dist'), dist, { recursive: true })
    expect(pack(name).code).toBe(0)
    rmSync(join(dist, file))
    expect(readdirSync(dist)).not.toContain(file)
    const { code, text } = pack(name)
    expect(text).toMatch(
      new RegExp(`cannot be packed without ${missing}: run \`${command}\` in the repository first\\.`),
    )
    expect(code).toBe(1)
  })
})
