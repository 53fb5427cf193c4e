import { lastValueFrom } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { EngineBridge } from '../src/bridge/engine-bridge.js'
import { nearest } from '../src/errors/check-keys.js'
import { BridgeError } from '../src/errors/errors.js'
import { hostFunction } from '../src/functions/define.js'
import { FunctionRegistry } from '../src/functions/function-registry.js'
import { memoryFiles } from '../src/os/memory-files.js'
import { virtualOs } from '../src/os/virtual-os.js'
import { type Script, ScriptedEngine } from '../src/testing/scripted-engine.js'
import { HostObject } from '../src/values/host-object.js'
import { bridge, checkNothingIsLeft, done, open } from './harness.js'

/** What a host wrote that TypeScript would not have let pass. */
const wrong = (options: object): never => options as never

const ends: Script = function* () {
  yield done(1)
}

const handler = (): number => 1

test('a bridge refuses what it does not take', () => {
  const create = (): EngineBridge => new EngineBridge(new ScriptedEngine(ends), wrong({ concurency: 'queue' }))
  expect(create).toThrow(
    new BridgeError('invalid-argument', 'bridge options: there is no concurency; did you mean concurrency?'),
  )
})

describe('an option that there is not is refused, with the nearest name', () => {
  checkNothingIsLeft()

  const refused = (message: string): BridgeError => new BridgeError('invalid-argument', message)

  test.each([
    ['run', 'scriptNmae', () => bridge.run('x', wrong({ scriptNmae: 'a.py' })), 'run', 'did you mean scriptName?'],
    ['runSync', 'input', async () => bridge.runSync('x', wrong({ input: {} })), 'runSync', 'did you mean inputs?'],
    ['start', 'onprint', () => bridge.start('x', wrong({ onprint: 1 })), 'start', 'did you mean onPrint?'],
    ['resume', 'Key', () => bridge.resume(new Uint8Array(), wrong({ Key: 1 })), 'resume', 'did you mean key?'],
    ['loadTurn', 'fn', () => bridge.loadTurn(new Uint8Array(), wrong({ function: [] })), 'loadTurn', 'functions?'],
    [
      'typeCheck',
      'colour',
      () => bridge.typeCheck('x', wrong({ colour: true })),
      'typeCheck',
      'there is no colour; did you mean color?',
    ],
    ['limits', 'timeMS', () => bridge.run('x', { limits: wrong({ timeMS: 1 }) }), 'limits', 'did you mean timeMs?'],
  ])('%s: %s', async (_, _key, act, what, hint) => {
    open(ends)
    await expect(act()).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(hint),
    })
    await expect(act()).rejects.toThrow(what)
    expect((await bridge.run('x')).value, 'the next run works').toBe(1)
  })

  test('a stream tells its subscriber, and one that is far from any is answered with all', async () => {
    open(ends)
    await expect(lastValueFrom(bridge.execute('x', wrong({ bogus: 1 })))).rejects.toEqual(
      refused('execute: there is no bogus; it takes inputs, signal, os, limits, view, scriptName, randomSeed'),
    )
  })

  test('a session: to open it, to feed it, to call into it, to dump it', async () => {
    open(ends)
    await expect(bridge.openSession(wrong({ signal: 1 }))).rejects.toThrow('openSession: there is no signal')
    const session = await bridge.openSession()
    await expect(session.feed('x', wrong({ limits: {} }))).rejects.toThrow('feed: there is no limits')
    await expect(session.start('x', wrong({ os: {} }))).rejects.toThrow('start: there is no os')
    await expect(session.call('f', [], wrong({ inputs: {} }))).rejects.toThrow('call: there is no inputs')
    await expect(session.dump(wrong({ keys: 1 }))).rejects.toThrow('dump: there is no keys; did you mean key?')
    await session.dispose()
  })

  test('what is known may be undefined', async () => {
    open(ends)
    await bridge.run('x', wrong({ inputs: undefined, signal: undefined }))
  })
})

test.each([
  ['hostFunction', () => hostFunction(wrong({ name: 'f', parms: [], params: [], handler })), 'did you mean params?'],
  [
    'a parameter',
    () =>
      new FunctionRegistry('python').register(
        hostFunction({ name: 'f', params: [wrong({ name: 'a', type: 'any', optional: true })], handler }),
      ),
    'f: parameter a: there is no optional',
  ],
  [
    'a function',
    () => new FunctionRegistry('python').register({ schema: { name: 'f', params: [] }, handler, ...{ async: 1 } }),
    'there is no async',
  ],
  [
    'a module',
    () => new FunctionRegistry('python').registerModule(wrong({ name: 'm', function: [] })),
    'module m: there is no function; did you mean functions?',
  ],
  ['a host object', () => new HostObject(wrong({ name: 'User', methodes: [] })), 'did you mean methods?'],
  ['virtualOs', () => virtualOs(wrong({ environment: {} })), 'virtualOs: there is no environment'],
  ['memoryFiles', () => memoryFiles({}, wrong({ maxbytes: 1 })), 'did you mean maxBytes?'],
])('%s refuses a key that there is not', (_, make, message) => {
  expect(make).toThrow(BridgeError)
  expect(make).toThrow(message)
})

test.each([
  ['cdw', ['cwd', 'env'], 'cwd'],
  ['TIMEOUT', ['timeMs', 'wallClockMs'], undefined],
  ['isolaton', ['isolation'], 'isolation'],
  ['x'.repeat(10_000), ['view'], undefined],
])('the name nearest to %.10s', (name, names, expected) => {
  expect(nearest(name, names)).toBe(expected)
})
