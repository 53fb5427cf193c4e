import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import releaseSync from '@jitl/quickjs-wasmfile-release-sync'
import { newVariant, type QuickJSSyncVariant } from 'quickjs-emscripten-core'
import { expect, test } from 'vitest'
import { createQuickJs } from '../dist/index.js'

const file = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
const variant = releaseSync as unknown as QuickJSSyncVariant
const greedy = 'const a = []; while (true) a.push(new Uint8Array(9999))'

test.each(['inline', 'thread'] as const)(
  'a compiled module is used, and its memory is bounded: %s',
  async (isolation) => {
    const wasm = await WebAssembly.compile(await readFile(file))
    const bridge = await createQuickJs({ wasm, isolation })
    expect((await bridge.run('6 * 7')).value).toBe(42)
    await expect(bridge.run(greedy)).rejects.toMatchObject({ limit: { limit: 'memoryBytes' } })
    await bridge.dispose()
  },
)

test('a module that is none of QuickJS is one sentence', async () => {
  const wasm = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))
  await expect(createQuickJs({ wasm })).rejects.toMatchObject({
    code: 'engine-missing',
    message: expect.stringMatching(/^quickjs-emscripten did not load \(/),
  })
})

test('a variant is used as its package exports it', async () => {
  const bridge = await createQuickJs({ variant })
  expect((await bridge.run('6 * 7')).value).toBe(42)
  await bridge.dispose()
})

test('a variant whose memory could not be bounded is refused', async () => {
  const customised = newVariant(variant, { wasmModule: await WebAssembly.compile(await readFile(file)) })
  await expect(createQuickJs({ variant: customised })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(
      /^the variant has a memory that no limit can bound; .* a compiled module as `wasm`$/,
    ),
  })
})
