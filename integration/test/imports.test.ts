import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const packages = resolve(import.meta.dirname, '../../packages')

/** What each package may import at run time: folders mirror dependencies, core ← backends ← ladder. */
const allowed: Record<string, readonly string[]> = {
  'bridge-core': ['rxjs', 'node:'],
  'bridge-monty': ['@interpreter-bridge/core'],
  'bridge-monty-native': ['@interpreter-bridge/core', '@interpreter-bridge/monty', 'node:'],
  'bridge-monty-wasm': ['@interpreter-bridge/core', '@interpreter-bridge/monty', 'node:'],
  'bridge-monty-typecheck': ['@interpreter-bridge/core', '@interpreter-bridge/monty', 'node:'],
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

test('core touches Node in one folder only', () => {
  const users = importsOf(join(packages, 'bridge-core/src')).filter(({ specifier }) => specifier.startsWith('node:'))
  expect(users.filter(({ file }) => !file.startsWith('node/'))).toEqual([])
})

test('only the event stream knows RxJS', () => {
  const users = importsOf(join(packages, 'bridge-core/src')).filter(({ specifier }) => specifier === 'rxjs')
  // The others name its type in their signatures.
  expect(users.map(({ file }) => file).sort()).toEqual([
    'bridge.ts',
    'event-stream.ts',
    'program.ts',
    'runner.ts',
    'session.ts',
  ])
})
