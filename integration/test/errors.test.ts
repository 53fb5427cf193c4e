import { GuestError, type InterpreterBridge } from '@interpreter-bridge/core'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import { lastValueFrom } from 'rxjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const programs = {
  python: { fails: "print('one')\nprint('two')\n1 / 0\n", excType: 'ZeroDivisionError' },
  javascript: { fails: "console.log('one')\nconsole.log('two')\nnull.x", excType: 'TypeError' },
} as const

/** What a promise was rejected with, or a function threw. */
async function thrown(run: () => unknown): Promise<GuestError> {
  try {
    await run()
  } catch (error) {
    if (error instanceof GuestError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe.each([
  ['native', createMontyNative],
  ['wasm', createMontyWasm],
  ['quickjs', createQuickJs],
] as const)('%s', (_, create) => {
  let bridge: InterpreterBridge

  beforeAll(async () => {
    bridge = await create()
  })

  afterAll(() => bridge.dispose())

  test('however a program is run, its error has the same names and what was printed', async () => {
    const { fails, excType } = programs[bridge.capabilities.language]
    const scriptName = 'lib/step.x'
    const session = await bridge.openSession({ scriptName })
    const other = await bridge.openSession()
    const ways: Record<string, () => unknown> = {
      run: () => bridge.run(fails, { scriptName }),
      runSync: () => bridge.runSync(fails, { scriptName }),
      feed: () => session.feed(fails),
      feedSync: () => session.feedSync(fails),
      'a name of its own': () => other.feed(fails, { scriptName }),
      execute: async () => {
        const last = await lastValueFrom(bridge.execute(fails, { scriptName }))
        throw last.type === 'runFailed' ? last.error : last
      },
      start: async () => {
        const turn = await bridge.start(fails, { scriptName })
        throw turn.type === 'failed' ? turn.error : turn
      },
      'start in a session': async () => {
        const turn = await other.start(fails, { scriptName })
        throw turn.type === 'failed' ? turn.error : turn
      },
    }
    if (bridge.capabilities.compile) {
      const program = bridge.compile(fails, { scriptName })
      ways.program = () => program.run()
      ways['program, without promises'] = () => program.runSync()
      ways['program that was loaded'] = () => bridge.loadProgram(program.dump()).run()
    }
    for (const [way, run] of Object.entries(ways)) {
      const error = await thrown(run)
      const { output, scriptName: name, traceback } = error
      expect([way, error.excType, output, name], way).toEqual([way, excType, 'one\ntwo\n', scriptName])
      expect(
        traceback.map(({ filename, startLine }) => [filename, startLine]),
        way,
      ).toEqual([[scriptName, 3]])
    }
  })
})
