import { compare, differenceText, isBad, LadderRunner, loadTiers } from '@interpreter-bridge/ladder'
import { expect, test } from 'vitest'
import { backends, monty } from './backends.js'

test('native and WebAssembly Monty give the same events for every fixture', async () => {
  const [native, wasm] = await Promise.all(
    monty.map((name) => new LadderRunner(name, backends[name] as never).runAll(loadTiers())),
  )
  expect(native?.length).toBeGreaterThan(100)
  expect([...(native ?? []), ...(wasm ?? [])].filter(({ verdict }) => isBad(verdict))).toEqual([])
  expect(compare(native ?? [], wasm ?? []).map(differenceText)).toEqual([])
})
