import { type InterpreterBridge, virtualOs } from '@interpreter-bridge/core'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const os = virtualOs({})
const unsupported = { name: 'BridgeError', code: 'unsupported' }

describe.each(['inline', 'thread'] as const)('%s', (isolation) => {
  let bridge: InterpreterBridge
  beforeAll(async () => {
    bridge = await createQuickJs({ isolation })
  })
  afterAll(() => bridge.dispose())

  test('a seed is refused before anything runs', async () => {
    expect(bridge.capabilities.randomSeed).toBe(false)
    await expect(bridge.run('1', { randomSeed: 1 })).rejects.toMatchObject(unsupported)
    await expect(bridge.openSession({ randomSeed: 1 })).rejects.toMatchObject(unsupported)
    expect((await bridge.run('1 + 1')).value).toBe(2)
  })

  test('an operating system that no guest would ask is refused', async () => {
    await expect(createQuickJs({ isolation, os })).rejects.toMatchObject(unsupported)
    await expect(bridge.run('1', { os })).rejects.toMatchObject(unsupported)
    const session = await bridge.openSession()
    await expect(session.feed('1', { os })).rejects.toMatchObject(unsupported)
    expect((await session.feed('1 + 1')).value).toBe(2)
    await session.dispose()
  })
})
