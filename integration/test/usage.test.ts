import { type BridgeEvent, hostFunction, isTerminal, type Usage } from '@interpreter-bridge/core'
import { lastValueFrom } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { backends } from './backends.js'

const work = {
  python: 'total = 0\nfor i in range(20000): total += i\nprint("done")\n',
  javascript: 'let total = 0; for (let i = 0; i < 20000; i++) total += i; console.log("done");',
}

describe.each(Object.keys(backends))('%s: the terminal event says what was used', (name) => {
  const create = backends[name] as (typeof backends)[string]

  /** Works, prints a line, calls the host, and then ends as `ending` says. */
  async function usageAt(ending: 'hang' | 'fail', isolation: 'inline' | 'thread'): Promise<[string, Usage]> {
    const bridge = await create({ isolation, limits: { wallClockMs: ending === 'hang' ? 200 : 10_000 } })
    bridge.register(
      hostFunction({
        name: 'ask',
        params: [],
        handler: () => (ending === 'hang' ? new Promise(() => undefined) : Promise.reject(new Error('no'))),
      }),
    )
    const end: BridgeEvent = await lastValueFrom(bridge.execute(`${work[bridge.capabilities.language]}await ask()`))
    await bridge.dispose()
    if (!isTerminal(end)) throw new Error(end.type)
    if (name !== 'quickjs' && isolation === 'inline') {
      expect(end.usage.memoryBytes).toBeGreaterThan(1000)
      expect(end.usage.allocations).toBeGreaterThan(10)
    }
    return [end.type, end.usage]
  }

  test.each([
    ['hang', 'inline'],
    ['hang', 'thread'],
    ['fail', 'inline'],
    ['fail', 'thread'],
  ] as const)('%s, %s', async (ending, isolation) => {
    const [type, usage] = await usageAt(ending, isolation)
    expect(type).toBe('runFailed')
    expect(usage.timeMs).toBeGreaterThan(0.05)
    expect(usage.timeMs).toBeLessThanOrEqual(usage.wallMs)
    expect(usage).toMatchObject({ hostCalls: 1, printBytes: 5 })
  })
})
