import { expect, expectTypeOf, test } from 'vitest'
import type { RunResult } from '../src/contract/run-result.js'
import { bridge, checkNothingIsLeft, done, open } from './harness.js'

checkNothingIsLeft()

test('the value has the type that the caller names, and is unknown without one', async () => {
  open(function* () {
    yield done(['Ada'])
  })
  const named = await bridge.run<string[]>('x')
  expectTypeOf(named).toEqualTypeOf<RunResult<string[]>>()
  expect(named.value.map((name) => name.length)).toEqual([3])
  expectTypeOf((await bridge.run('x')).value).toEqualTypeOf<unknown>()
  expectTypeOf(bridge.runSync<string[]>('x').value).toEqualTypeOf<string[]>()
  await using session = await bridge.openSession()
  expectTypeOf((await session.feed<string[]>('x')).value).toEqualTypeOf<string[]>()
  expectTypeOf((await session.call<string[]>('f')).value).toEqualTypeOf<string[]>()
  expectTypeOf(session.feedSync<string[]>('x').value).toEqualTypeOf<string[]>()
})
