import { EngineBridge, type InterpreterBridge } from '@interpreter-bridge/core'
import { ScriptedEngine } from '@interpreter-bridge/core/testing'
import { findPython, generate } from '@interpreter-bridge/ladder'
import { expect, test } from 'vitest'
import { backends, monty } from './backends.js'

const python = await findPython()

test('generated programs come out the same on both Monty builds and under CPython', async () => {
  const bridges: Record<string, InterpreterBridge> = {}
  for (const name of monty) bridges[name] = await (backends[name] as (typeof backends)[string])()
  const found = await generate({
    backends: bridges,
    python: python?.command,
    runs: Number(process.env.GENERATED ?? 100),
  })
  expect(found && `${found.program}\n${found.reason}\nseed ${found.seed}`).toBeUndefined()
  for (const bridge of Object.values(bridges)) await bridge.dispose()
})

test('a backend that differs is found, with a small program and the seed that repeats it', async () => {
  const wrong = new EngineBridge(
    new ScriptedEngine(
      function* () {
        yield { turn: { kind: 'done', value: 4711n, usage: { timeMs: 0 } } }
      },
      { limits: ['timeMs', 'memoryBytes'] },
    ),
  )
  const right = await (backends.wasm as (typeof backends)[string])()
  const found = await generate({ backends: { right, wrong }, runs: 20, seed: 1 })
  expect(found?.seed).toBe(1)
  expect(found?.reason).toContain('4711')
  expect(found?.program.split('\n').length).toBeLessThan(12)
  await right.dispose()
})
