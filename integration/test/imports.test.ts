import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const packages = resolve(import.meta.dirname, '../../packages')

/** What each package may import at run time: folders mirror dependencies, core ← backends ← ladder. */
const allowed: Record<string, readonly string[]> = {
  'bridge-core': ['@cfworker/json-schema', 'rxjs', 'node:'],
  'bridge-monty-shared': ['@interpreter-bridge/core'],
  'bridge-monty-native': ['@interpreter-bridge/core', '@interpreter-bridge/monty-shared', 'node:'],
  'bridge-monty-wasm': ['@interpreter-bridge/core', '@interpreter-bridge/monty-shared', 'node:'],
  'bridge-monty-typecheck': ['@interpreter-bridge/core', '@interpreter-bridge/monty-shared', 'node:'],
  'bridge-quickjs': [
    '@interpreter-bridge/core',
    '@jitl/quickjs-wasmfile-release-sync',
    'quickjs-emscripten-core',
    'node:',
  ],
  ladder: ['@interpreter-bridge/core', 'fast-check', 'rxjs', 'yaml', 'zod', 'vitest', 'node:'],
}

function importsOf(directory: string): { file: string; specifier: string }[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(directory, file), 'utf8')
      return [...text.matchAll(/\b(?:from|import)\s+'([^']+)'/g)].map((match) => ({
        file,
        specifier: match[1] as string,
      }))
    })
}

test.each(Object.keys(allowed))('%s imports only what is below it', (name) => {
  const foreign = importsOf(join(packages, name, 'src')).filter(
    ({ specifier }) =>
      !specifier.startsWith('.') &&
      !allowed[name]?.some((prefix) => specifier === prefix || specifier.startsWith(prefix)),
  )
  expect(foreign).toEqual([])
})

test('every package is listed here', () => {
  expect(readdirSync(packages).sort()).toEqual(Object.keys(allowed).sort())
})

/** The rooms of core, and what each may import: only what stands below it. */
const rooms: Record<string, readonly string[]> = {
  platform: [],
  errors: ['platform'],
  host: ['platform'],
  values: ['platform', 'errors', 'host'],
  contract: ['platform', 'errors', 'host', 'values'],
  functions: ['platform', 'errors', 'host', 'values', 'contract'],
  os: ['platform', 'errors', 'host', 'values', 'contract'],
  remote: ['platform', 'errors', 'host', 'values', 'contract'],
  testing: ['platform', 'errors', 'host', 'values', 'contract'],
  node: ['platform', 'errors', 'host', 'values', 'contract', 'os', 'remote'],
  run: ['platform', 'errors', 'host', 'values', 'contract', 'functions', 'os'],
  bridge: ['platform', 'errors', 'host', 'values', 'contract', 'functions', 'os', 'remote', 'run'],
}

describe('the rooms of core', () => {
  const core = join(packages, 'bridge-core/src')

  test('are all listed here, and nothing stands beside them', () => {
    expect(readdirSync(core).sort()).toEqual([...Object.keys(rooms), 'index.ts'].sort())
  })

  test.each(Object.keys(rooms))('%s imports only what is below it', (room) => {
    const foreign = importsOf(join(core, room)).filter(({ file, specifier }) => {
      const [target = ''] = relative(core, resolve(core, room, dirname(file), specifier)).split('/')
      return specifier.startsWith('.') && target !== room && !rooms[room]?.includes(target)
    })
    expect(foreign).toEqual([])
  })

  test('no circle of files', () => {
    const graph = new Map<string, string[]>()
    for (const { file, specifier } of importsOf(core)) {
      if (!specifier.startsWith('.')) continue
      const target = relative(core, resolve(core, dirname(file), specifier)).replace(/\.js$/, '.ts')
      graph.set(file, [...(graph.get(file) ?? []), target])
    }
    const done = new Set<string>()
    const circles: string[][] = []
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file])
      else if (!done.has(file)) for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
    for (const file of graph.keys()) visit(file, [])
    expect(circles).toEqual([])
  })
})

test('core touches Node in one folder only', () => {
  const users = importsOf(join(packages, 'bridge-core/src')).filter(({ specifier }) => specifier.startsWith('node:'))
  expect(users.filter(({ file }) => !file.startsWith('node/'))).toEqual([])
})

test('only the event stream knows RxJS', () => {
  const users = importsOf(join(packages, 'bridge-core/src')).filter(({ specifier }) => specifier === 'rxjs')
  // The others name its type in their signatures.
  expect(users.map(({ file }) => file).sort()).toEqual([
    'bridge/compiled-program.ts',
    'bridge/engine-bridge.ts',
    'bridge/engine-session.ts',
    'bridge/runner.ts',
    'contract/bridge.ts',
    'contract/program.ts',
    'contract/session.ts',
    'run/event-stream.ts',
  ])
})
