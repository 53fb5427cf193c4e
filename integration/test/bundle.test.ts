import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build, type Rolldown } from 'vite'
import { expect, test } from 'vitest'

test('Vite places each interpreter once, and nothing that is not used', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'bundle-'))
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    root: join(import.meta.dirname, '..'),
    build: { outDir, write: false, minify: false, rolldownOptions: { input: 'main-thread.mjs' } },
  })) as Rolldown.RolldownOutput
  const modules = built.output.filter(({ fileName }) => fileName.endsWith('.wasm'))
  const names = modules.map(({ fileName }) => basename(fileName).replace(/-[^-]*\.wasm$/, ''))
  expect(names.sort()).toEqual(['emscripten-module', 'monty'])
  rmSync(outDir, { recursive: true })
})
