import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { createMontyWasm } from '../dist/index.js'

const file = resolve(import.meta.dirname, '../dist/monty.wasm')

test.each([
  ['a URL', async () => pathToFileURL(file)],
  ['a URL as text', async () => pathToFileURL(file).href],
  ['bytes', () => readFile(file)],
  ['a compiled module', async () => WebAssembly.compile(await readFile(file))],
])('the module can be given as %s', async (_, source) => {
  const bridge = await createMontyWasm({ wasm: await source() })
  expect((await bridge.run('6 * 7')).value).toBe(42)
  await bridge.dispose()
})

test.each([
  ['a file that is not there', new URL('file:///nowhere/monty.wasm'), /ENOENT/],
  ['bytes that are no module', new Uint8Array([1, 2, 3]), /CompileError|magic|expected/i],
  ['text that is no URL', 'not a url', /Invalid URL/],
])('%s is refused with the reason', async (_, wasm, reason) => {
  await expect(createMontyWasm({ wasm })).rejects.toMatchObject({
    code: 'engine-missing',
    message: expect.stringMatching(reason),
  })
})

test('a program that overflows the instance’s stack fails, and the next run works', async () => {
  const bridge = await createMontyWasm()
  await expect(bridge.run('eval("1" + "+1" * 500000)')).rejects.toMatchObject({
    name: 'GuestError',
    excType: 'RecursionError',
  })
  expect((await bridge.run('1 + 1')).value).toBe(2)
  await bridge.dispose()
})
