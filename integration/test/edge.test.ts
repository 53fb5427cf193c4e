import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const entry = join(import.meta.dirname, '../edge-worker.mjs')
/** Leaves WebAssembly to the runtime, which compiles it before the Worker starts. */
function compiledWasm(modules: Map<string, string>): Plugin {
  const resolve = createRequire(entry).resolve
  return {
    name: 'compiled-wasm',
    setup({ onResolve }) {
      onResolve({ filter: /[./]wasm$/ }, ({ path }) => {
        const name = `./${path.replaceAll(/[^a-z.]/g, '-').replace(/[-.]wasm$/, '')}.wasm`
        modules.set(name, resolve(path))
        return { path: name, external: true }
      })
    },
  }
}

describe('on Workers, with modules given', () => {
  let workers: Miniflare

  beforeAll(async () => {
    const modules = new Map<string, string>()
    const bundle = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      conditions: ['workerd', 'worker', 'browser'],
      plugins: [compiledWasm(modules)],
      logLevel: 'error',
    })
    workers = new Miniflare({
      compatibilityDate: '2026-01-01',
      modulesRoot: '/',
      modules: [
        { type: 'ESModule', path: '/worker.mjs', contents: bundle.outputFiles[0]?.text ?? '' },
        ...[...modules].map(([name, file]) => ({
          type: 'CompiledWasm' as const,
          path: join('/', name),
          contents: readFileSync(file),
        })),
      ],
    })
    await workers.ready
  })

  afterAll(() => workers?.dispose())

  async function ask(path: string): Promise<unknown> {
    const response = await workers.dispatchFetch(`http://edge${path}`)
    const text = await response.text()
    expect(response.status, text).toBe(200)
    return JSON.parse(text)
  }

  test('Monty runs, within its limits', async () => {
    expect(await ask('/monty')).toEqual({
      events: ['runStarted', 'print', 'callStarted', 'callFinished', 'runFinished'],
      value: 42,
      failures: [
        'RecursionError: maximum recursion depth exceeded',
        expect.stringMatching(/^MemoryError: memory limit exceeded: \d+ bytes > 33554432 bytes$/),
      ],
      again: 42,
      thread: 'unsupported: there are no Web Workers here for guests to run in; leave out isolation',
    })
  })

  test('QuickJS runs, within its limits', async () => {
    expect(await ask('/quickjs')).toEqual({
      events: ['runStarted', 'print', 'callStarted', 'futuresPending', 'callFinished', 'runFinished'],
      value: 42,
      failures: ['InternalError: stack overflow', expect.stringMatching(/^InternalError: out of memory/)],
      again: 42,
      thread: expect.stringMatching(/^unsupported: .*leave out isolation/),
    })
  })

  test('types are checked', async () => {
    expect(await ask('/check')).toEqual(['invalid-assignment'])
  })

  test('without a module, what is missing is a sentence', async () => {
    expect(await ask('/without')).toMatch(/^engine-missing: .*give `wasm` its URL, its bytes or a WebAssembly\.Module/)
  })
})
