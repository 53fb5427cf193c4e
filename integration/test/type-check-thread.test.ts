import { execFile } from 'node:child_process'
import { type InterpreterBridge, typeCheckFormats } from '@interpreter-bridge/core'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Takes the checker many times as long as the limit that it is given here, on any machine. */
const large = Array.from(
  { length: 1000 },
  (_, i) => `def f${i}(x: int) -> str:\n    return [x, ${i}, x + ${i}]\n`,
).join('')

describe.each(['thread', 'inline'] as const)('%s', (isolation) => {
  const typeChecker = montyTypeChecker({ isolation })
  let bridge: InterpreterBridge

  beforeAll(async () => {
    bridge = await createMontyNative({ typeChecker })
  })

  afterAll(async () => {
    await bridge.dispose()
    await typeChecker.dispose()
  })

  test.each(typeCheckFormats)('the script has the name that it was given: %s', async (format) => {
    for (const scriptName of ['script.py', 'lib/script.py', '/abs/script.py', 'C:\\a "b".py']) {
      const found = await bridge.typeCheck('x: int = "a"\n', { scriptName, format })
      expect(found?.diagnostics[0]?.file).toBe(scriptName)
      const written = format.startsWith('json') || /^(?:gitlab|rdjson)$/.test(format)
      const name = written ? JSON.stringify(scriptName).slice(1, -1) : scriptName
      expect(found?.text).toContain(name)
      expect(found?.text).not.toContain(`/${name}`)
    }
  })

  test.each([
    ['stubs', { stubs: 'x: int\ndef f(' }, /^stubs: stubs\.pyi:2:7 does not parse: /],
    ['a module', { modules: { tools: 'x: int =\n' } }, /^modules\.tools: tools\.pyi:1:9 does not parse: /],
  ])('%s that do not parse are refused, and the next check works', async (_, options, message) => {
    await expect(bridge.typeCheck('y = 1', options)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(message),
    })
    expect((await bridge.typeCheck('nope'))?.diagnostics[0]?.rule).toBe('unresolved-reference')
  })

  test('stubs with types that there are not are taken', async () => {
    expect(await bridge.typeCheck('f(1)', { stubs: 'def f(x: Nope) -> None: ...' })).toBeNull()
  })
})

test('a check that takes too long is given up, those that wait are done, and nothing waits for it meanwhile', async () => {
  const typeChecker = montyTypeChecker()
  const bridge = await createMontyNative({ typeChecker })
  await bridge.typeCheck('1')
  let turns = 0
  const tick = setInterval(() => turns++, 0)
  const late = bridge.typeCheck(large, { timeMs: 30 })
  const next = bridge.typeCheck('nope')
  await expect(late).rejects.toMatchObject({
    code: 'timed-out',
    message: 'the type check took longer than timeMs (30); give it more, or less to check',
  })
  expect((await next)?.diagnostics[0]?.rule).toBe('unresolved-reference')
  clearInterval(tick)
  expect(turns).toBeGreaterThan(1)
  expect((await bridge.typeCheck(large, { timeMs: 120_000 }))?.diagnostics).toHaveLength(1000)
  await typeChecker.dispose()
  expect(await bridge.typeCheck('1')).toBeNull()
  await bridge.dispose()
}, 120_000)

test.each([
  ['0', 0],
  ['a text', '5'],
  ['more than a timer can hold', 2 ** 31],
])('a time limit of %s is refused', async (_, timeMs) => {
  const bridge = await createMontyNative({ typeChecker: montyTypeChecker() })
  await expect(bridge.typeCheck('1', { timeMs: timeMs as number })).rejects.toMatchObject({ code: 'invalid-argument' })
  await bridge.dispose()
})

test('what cannot be stopped has no time limit', async () => {
  const bridge = await createMontyNative({ typeChecker: montyTypeChecker({ isolation: 'inline' }) })
  await expect(bridge.typeCheck('1', { timeMs: 1000 })).rejects.toMatchObject({ code: 'unsupported' })
  await bridge.dispose()
  expect(() => montyTypeChecker({ isolation: 'process' as never })).toThrow(/isolation must be 'thread' or 'inline'/)
})

test('a process ends though its checker was not disposed of', async () => {
  const program = `
    import { createMontyNative } from '@interpreter-bridge/monty-native'
    import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
    const bridge = await createMontyNative({ typeChecker: montyTypeChecker() })
    console.log((await bridge.typeCheck('nope')).diagnostics[0].rule)
  `
  const printed = await new Promise((resolve, reject) => {
    execFile(process.execPath, ['--input-type=module', '-e', program], { cwd: import.meta.dirname }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })
  expect(printed).toBe('unresolved-reference\n')
}, 60_000)
