import { compare, differenceText, isBad, type LadderResult, LadderRunner, loadTiers } from '@interpreter-bridge/ladder'
import { expect, test } from 'vitest'
import { backends, monty } from './backends.js'

test('native and WebAssembly Monty give the same events for every fixture', async () => {
  const [native, wasm] = await Promise.all(
    monty.map(async (name) => {
      const runner = new LadderRunner(name, backends[name] as never)
      const results: LadderResult[] = []
      for (const tier of loadTiers()) {
        for (const fixture of tier.fixtures) results.push(await runner.run(tier.tier, fixture))
      }
      await runner.close()
      return results
    }),
  )
  expect(native?.length).toBeGreaterThan(100)
  expect([...(native ?? []), ...(wasm ?? [])].filter(({ verdict }) => isBad(verdict))).toEqual([])
  expect(compare(native ?? [], wasm ?? []).map(differenceText)).toEqual([])
})
