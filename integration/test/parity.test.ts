import { readFileSync } from 'node:fs'
import {
  compare,
  differenceText,
  isBad,
  LadderRunner,
  loadParityExceptions,
  loadTiers,
} from '@interpreter-bridge/ladder'
import { expect, test } from 'vitest'
import { backends, monty } from './backends.js'

test('native and WebAssembly Monty give the same events for every fixture', async () => {
  const [native, wasm] = await Promise.all(
    monty.map((name) => new LadderRunner(name, backends[name] as never).runAll(loadTiers())),
  )
  expect(native?.length).toBeGreaterThan(100)
  expect([...(native ?? []), ...(wasm ?? [])].filter(({ verdict }) => isBad(verdict))).toEqual([])
  expect(compare(native ?? [], wasm ?? [], loadParityExceptions()).map(differenceText)).toEqual([])
})

test('the README has every exception', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const exceptions = [...loadParityExceptions().values()]
  expect(exceptions.filter((reason) => !readme.includes(`- ${reason}\n`))).toEqual([])
})
