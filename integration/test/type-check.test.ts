import { BridgeError, GuestError, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const typeChecker = montyTypeChecker()

describe.each([
  ['native', createMontyNative],
  ['wasm', createMontyWasm],
] as const)('%s', (_, create) => {
  let bridge: InterpreterBridge

  beforeAll(async () => {
    bridge = await create({ typeChecker })
  })

  afterAll(() => bridge.dispose())

  test('a diagnostic has every field', async () => {
    expect(bridge.capabilities.typeCheck).toBe(true)
    const found = await bridge.typeCheck('x: int = "é"\n', { scriptName: 'agent.py', format: 'concise' })
    expect(found).toEqual({
      diagnostics: [
        {
          file: 'agent.py',
          line: 1,
          column: 10,
          endLine: 1,
          endColumn: 13,
          rule: 'invalid-assignment',
          severity: 'error',
          message: 'Object of type `Literal["é"]` is not assignable to `int`',
          url: 'https://ty.dev/rules#invalid-assignment',
        },
      ],
      text: 'agent.py:1:10: error[invalid-assignment] Object of type `Literal["é"]` is not assignable to `int`\n',
    })
  })

  test('a warning is one', async () => {
    const found = await bridge.typeCheck('x = 1  # ty: ignore[no-such-rule]\n')
    expect(found?.diagnostics.map(({ severity, rule }) => [severity, rule])).toEqual([
      ['warning', 'ignore-comment-unknown-rule'],
    ])
  })

  test('inputs, modules and stubs are known, and only to the check that was given them', async () => {
    const code = 'import tools\ntools.go(count + extra)\n'
    const given = { inputs: { count: 3 }, modules: { tools: 'def go(n: int) -> None: ...' }, stubs: 'extra: int' }
    expect(await bridge.typeCheck(code, given)).toBeNull()
    const without = await bridge.typeCheck(code)
    expect(without?.diagnostics.map(({ rule }) => rule)).toEqual([
      'unresolved-import',
      'unresolved-reference',
      'unresolved-reference',
    ])
    expect((await bridge.typeCheck('import other', { scriptName: 'main.py' }))?.diagnostics).toHaveLength(1)
    expect(await bridge.typeCheck('x = 1', { scriptName: 'other.py' })).toBeNull()
    expect((await bridge.typeCheck('import other'))?.diagnostics, 'a script is no module').toHaveLength(1)
  })

  test('a function is declared as long as it is registered', async () => {
    bridge.register(hostFunction({ name: 'ask', params: [{ name: 'q', type: 'string' }], handler: () => 1 }))
    expect(await bridge.typeCheck('ask("why")')).toBeNull()
    expect((await bridge.typeCheck('ask(1)'))?.diagnostics[0]?.rule).toBe('invalid-argument-type')
    bridge.unregister('ask')
    expect((await bridge.typeCheck('ask("why")'))?.diagnostics[0]?.rule).toBe('unresolved-reference')
  })

  test.each([
    ['code that is no string', 1 as never, {}, /code must be a string/],
    ['a format that there is not', '1', { format: 'xml' as never }, /format must be one of full, concise/],
    ['stubs that are no text', '1', { stubs: 1 as never }, /stubs must be the text/],
    ['a module that is no text', '1', { modules: { a: 1 as never } }, /modules must be an object/],
    ['a module name that the sandbox has', '1', { modules: { json: '' } }, /"json" is provided by the sandbox/],
    ['a script that is called as the stubs', '1', { scriptName: '__host_functions__.pyi' }, /collides/],
  ])('%s is refused', async (_name, code, options, message) => {
    await expect(bridge.typeCheck(code, options)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(message),
    })
  })

  test.each([
    ['1+1+…', `x = ${'1+'.repeat(50_000)}1`],
    ['((((…', `x = ${'('.repeat(50_000)}1${')'.repeat(50_000)}`],
    ['[[[[…', `x = ${'['.repeat(20_000)}1${']'.repeat(20_000)}`],
  ])('%s is refused or diagnosed, and the next check works', async (_name, code) => {
    const outcome: unknown = await bridge.typeCheck(code).catch((error: unknown) => error)
    if (outcome instanceof Error) {
      expect(outcome).toBeInstanceOf(GuestError)
      expect(outcome).toMatchObject({ excType: 'RecursionError' })
    }
    expect((await bridge.typeCheck('nope'))?.diagnostics[0]?.rule).toBe('unresolved-reference')
  })
})

test('without a checker it is unsupported, and says what to do', async () => {
  const bridge = await createMontyNative()
  expect(bridge.capabilities.typeCheck).toBe(false)
  await expect(bridge.typeCheck('1')).rejects.toMatchObject({
    code: 'unsupported',
    message: 'monty-native cannot check types; create the bridge with a typeChecker',
  })
  await bridge.dispose()
})

test('a checker of another language is refused', async () => {
  await expect(createQuickJs({ typeChecker })).rejects.toThrow(
    new BridgeError('invalid-argument', 'the typeChecker checks python, guests of quickjs are in javascript'),
  )
})

test('a checker that is not there is one sentence, at the first check', async () => {
  const bridge = await createMontyNative({ typeChecker: montyTypeChecker({ wasm: new URL('file:///nowhere.wasm') }) })
  await expect(bridge.typeCheck('1')).rejects.toMatchObject({
    code: 'engine-missing',
    message: expect.stringMatching(/^the type checker could not be loaded from what was given as `wasm` \(ENOENT/),
  })
  await bridge.dispose()
})

test('an option that there is not is refused', () => {
  const create = () => montyTypeChecker({ wams: new URL('file:///nowhere.wasm') } as never)
  expect(create).toThrow(new BridgeError('invalid-argument', 'montyTypeChecker: there is no wams; did you mean wasm?'))
})
