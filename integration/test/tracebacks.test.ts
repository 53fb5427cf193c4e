import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatTraceback, GuestError, type InterpreterBridge } from '@interpreter-bridge/core'
import { findPython } from '@interpreter-bridge/ladder'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

interface Program {
  readonly name: string
  readonly python: string
  readonly differs?: string
}

const programs: readonly Program[] = parse(readFileSync(new URL('./tracebacks.yaml', import.meta.url), 'utf8'))
const equal = programs.filter(({ differs }) => differs === undefined)
const python = await findPython()
const follows = python && /^3\.1[12]\./.test(python.version)
if (!follows)
  console.warn(
    `tracebacks are not compared: they follow CPython 3.11 and 3.12, and there is ${python?.version ?? 'no Python'}`,
  )

/** What the Python prints when it runs the program from a file of the name that Monty gives it. */
function printed(program: string, directory: string): Promise<string> {
  writeFileSync(join(directory, 'main.py'), program)
  return new Promise((resolve) => {
    const options = { cwd: directory, env: { ...process.env, PYTHONIOENCODING: 'utf-8' } }
    execFile(python?.command ?? '', ['-B', 'main.py'], options, (_, __, stderr) =>
      resolve(stderr.replaceAll(`${directory}/`, '').replaceAll('\r', '').trimEnd()),
    )
  })
}

test('the table is as large as it says: what is equal, and what is known to differ', () => {
  expect(new Set(programs.map(({ name }) => name)).size).toBe(programs.length)
  expect([equal.length, programs.length]).toEqual([148, 200])
})

describe.runIf(follows)('what formatTraceback says is what CPython prints', () => {
  const expected = new Map<string, string>()
  const directory = mkdtempSync(join(tmpdir(), 'tracebacks-'))

  beforeAll(async () => {
    for (const { name, python: program } of programs) expected.set(name, await printed(program, directory))
  }, 120_000)

  afterAll(() => rmSync(directory, { recursive: true }))

  describe.each([
    ['native', createMontyNative],
    ['wasm', createMontyWasm],
  ] as const)('%s', (_, create) => {
    let bridge: InterpreterBridge

    beforeAll(async () => {
      bridge = await create()
    })

    afterAll(() => bridge.dispose())

    test.each(equal)('$name', async ({ name, python: program }) => {
      expect(await failure(bridge, program)).toBe(expected.get(name))
    })

    test.each(programs.filter(({ differs }) => differs))(
      '$name differs: $differs',
      async ({ name, python: program }) => {
        expect(await failure(bridge, program)).not.toBe(expected.get(name))
      },
    )
  })
})

async function failure(bridge: InterpreterBridge, program: string): Promise<string> {
  const error = await bridge.run(program).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error === undefined) return 'it did not fail'
  if (!(error instanceof GuestError)) throw error
  return formatTraceback(error)
}
