import {
  type BridgeError,
  HostObject,
  hostFunction,
  type InterpreterBridge,
  type IsolatedBridgeOptions,
  PyDate,
  PyDateTime,
  PyDecimal,
  PySet,
  PyTimeDelta,
  PyTimeZone,
} from '@interpreter-bridge/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backends, monty } from './backends.js'

/** What no guest can have, and the end of what is said about it. */
const everywhere: Readonly<Record<string, unknown>> = {
  'a function in a list': [() => 1],
  'a promise in a list': [Promise.resolve(1)],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused
  'a sparse array': [1, , 3],
  'a regular expression': { pattern: /x/ },
  'a symbol': [Symbol('s')],
  'an invalid Date': [new Date(Number.NaN)],
  'a lone surrogate': ['\ud800'],
}
const inPython: Readonly<Record<string, unknown>> = {
  ...everywhere,
  'a Date in no Python year': new Date(8e15),
  'a date on no day': [new PyDate(2023, 2, 29)],
  'a datetime at no time': new PyDateTime({ year: 1, month: 1, day: 1 }, { hour: 25 }),
  'a timedelta that is too long': new PyTimeDelta(2e9),
  'a timezone of two days': new PyTimeZone(172_800),
  'a Decimal of a word': [new PyDecimal('one')],
  'a list in a set': new PySet([[1]]),
  'a list as a key': new Map([[[1], 1]]),
}

const python = `
import asyncio

def sync():
    try:
        return give()
    except TypeError as e:
        return str(e)

async def awaited():
    try:
        return await later()
    except TypeError as e:
        return str(e)

[sync(), await awaited(), await asyncio.gather(awaited(), fine(), awaited())]
`
const javascript = `
const sync = () => { try { return give() } catch (e) { if (e instanceof TypeError) return e.message } }
const awaited = async () => { try { return await later() } catch (e) { if (e instanceof TypeError) return e.message } }
await (async () => [sync(), await awaited(), await Promise.all([awaited(), fine(), awaited()])])()
`

const sites = Object.keys(backends).flatMap((name) =>
  (['inline', 'thread'] as const).map((isolation) => [name, isolation] as const),
)

describe.each(sites)('what cannot cross, on %s, %s', (name, isolation) => {
  let bridge: InterpreterBridge
  let value: unknown
  beforeAll(async () => {
    const create = backends[name] as (options?: IsolatedBridgeOptions) => Promise<InterpreterBridge>
    bridge = await create({ isolation })
    bridge.register(hostFunction({ name: 'give', params: [], handler: () => value }))
    bridge.register(hostFunction({ name: 'later', params: [], handler: async () => value }))
    bridge.register(hostFunction({ name: 'fine', params: [], handler: async () => 1 }))
  })
  afterAll(() => bridge.dispose())

  test.each(Object.entries(name === 'quickjs' ? everywhere : inPython))('%s', async (_, given) => {
    value = given
    const [sync, awaited, gathered] = (await bridge.run(name === 'quickjs' ? javascript : python)).value as string[][]
    expect(sync).toMatch(/^give\(\) returned what cannot cross: result/)
    expect(awaited).toMatch(/^later\(\) returned what cannot cross: result/)
    expect(gathered).toEqual([awaited, 1, awaited])
    const refused = await bridge.run('1', { inputs: { x: value } }).catch((error: BridgeError) => error)
    expect(refused).toMatchObject({ code: 'value-unsupported', message: expect.stringMatching(/^inputs\.x/) })
    expect((await bridge.run('6 * 7')).value).toBe(42)
  })
})

describe.each(monty.flatMap((name) => (['inline', 'thread'] as const).map((isolation) => [name, isolation] as const)))(
  'what cannot cross, on %s, %s',
  (name, isolation) => {
    let bridge: InterpreterBridge
    beforeAll(async () => {
      bridge = await (backends[name] as (typeof backends)[string])({ isolation })
    })
    afterAll(() => bridge.dispose())

    test.each(Object.entries(inPython))('%s, as an attribute and by hand', async (_, value) => {
      const thing = new HostObject({ name: 'Thing', attributes: { bad: value, good: 1 } })
      const code = 'try:\n    x = o.bad\nexcept TypeError as e:\n    x = str(e)\n[x, o.good]'
      const [message, good] = (await bridge.run(code, { inputs: { o: thing } })).value as [string, number]
      expect(message).toMatch(/Thing\.bad/)
      expect(good).toBe(1)

      const turn = await bridge.start('ask()', { functions: ['ask'] })
      if (turn.type !== 'call') throw new Error(turn.type)
      await expect(turn.resume(value)).rejects.toMatchObject({ code: 'value-unsupported' })
      expect(await turn.resume(5)).toMatchObject({ type: 'done', value: 5 })

      const later = await bridge.start('await ask()', { functions: ['ask'] })
      if (later.type !== 'call') throw new Error(later.type)
      const futures = await later.pending()
      if (futures.type !== 'futures') throw new Error(futures.type)
      const [id] = futures.callIds as [number]
      await expect(futures.resolve(new Map([[id, value]]))).rejects.toMatchObject({ code: 'value-unsupported' })
      expect(await futures.resolve(new Map([[id, 6]]))).toMatchObject({ type: 'done', value: 6 })
    })
  },
)
