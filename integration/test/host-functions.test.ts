import { guestNames, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { backends } from './backends.js'

describe.each(Object.keys(backends))('%s', (name) => {
  const javascript = name === 'quickjs'
  let bridge: InterpreterBridge

  beforeEach(async () => {
    bridge = await (backends[name] as (typeof backends)[string])()
  })

  afterEach(() => bridge.dispose())

  const run = async (python: string, js: string): Promise<unknown> => (await bridge.run(javascript ? js : python)).value

  test('a zod tool does not drop a keyword that it does not know', async () => {
    const seen: unknown[] = []
    const params = z.object({ customer: z.string(), filter: z.object({ status: z.string() }).optional() })
    bridge.register(hostFunction({ name: 'search_orders', params, handler: (args) => seen.push(args) }))
    await expect(
      run("search_orders('ada', state='late')", "search_orders({ customer: 'ada', state: 'late' })"),
    ).rejects.toMatchObject({
      excType: 'TypeError',
      message: javascript
        ? "search_orders() got an unknown named argument 'state'; it takes customer, filter"
        : "search_orders() got an unexpected keyword argument 'state'",
    })
    await expect(
      run("search_orders('ada', {'status': 'a', 'stat': 'b'})", "search_orders('ada', { status: 'a', stat: 'b' })"),
    ).rejects.toMatchObject({
      excType: 'TypeError',
      message: "search_orders() argument 'filter' has an unexpected key 'stat'",
    })
    expect(seen).toEqual([])
    await run("search_orders('ada', {'status': 'a'})", "search_orders('ada', { status: 'a' })")
    expect(seen).toEqual([{ customer: 'ada', filter: { status: 'a' } }])
  })

  test('an MCP tool: its name, its JSON Schema, and JSON for its handler', async () => {
    const seen: unknown[] = []
    const inputSchema = {
      type: 'object' as const,
      properties: {
        city: { type: 'string' },
        days: { type: 'integer', default: 3 },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['city'],
    }
    const tool = hostFunction({ name: 'get-weather', params: inputSchema, handler: (args) => seen.push(args) })
    const { functions, names } = guestNames([tool], { language: bridge.capabilities.language })
    for (const fn of functions) bridge.register(fn)
    expect(names.get('get-weather')).toBe('get_weather')
    await run("get_weather('Paris', tags=('a', 'b'))", "get_weather({ city: 'Paris', tags: ['a', 'b'] })")
    expect(JSON.stringify(seen)).toBe('[{"city":"Paris","tags":["a","b"],"days":3}]')
    await expect(run('get_weather(5)', 'get_weather(5)')).rejects.toMatchObject({
      excType: 'TypeError',
      message: `get_weather() argument 'city': Instance type "number" is invalid. Expected "string".`,
    })
  })

  test('async: true is an awaitable also where the handler returns a value', async () => {
    bridge.register(hostFunction({ name: 'now', params: [], async: true, handler: () => 5 }))
    expect(await run('await now() + 1', '(await now()) + 1')).toBe(6)
  })

  test('an argument too deep for its schema is refused, and the next run works', async () => {
    bridge.register(hostFunction({ name: 'take', params: { type: 'object', properties: { a: {} } }, handler: () => 1 }))
    const python = 'a = []\nfor _ in range(400):\n    a = [a]\ntake(a)'
    const js = 'let a = []\nfor (let i = 0; i < 400; i++) a = [a]\ntake(a)'
    expect(await run(python, js)).toBe(1)
    const deep = run(python.replace('400', '100_000'), js.replace('400', '20_000'))
    await expect(deep).rejects.toThrow(
      `take() could not be checked: ${javascript ? 'Maximum call stack size exceeded' : 'JSON has no <deeply nested>'}`,
    )
    expect(await run('1 + 1', '1 + 1')).toBe(2)
  })
})
