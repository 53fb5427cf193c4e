import { afterEach, expect, test } from 'vitest'
import { createBridge } from '../src/bridge/create-bridge.js'
import type { InterpreterBridge } from '../src/contract/bridge.js'
import { nodeWorker } from '../src/node/worker.js'
import { ScriptedEngine, scriptedCapabilities } from '../src/testing/scripted-engine.js'

// The built package: threads load it.

const url = new URL('./stuck-worker.mjs', import.meta.url)
let bridge: InterpreterBridge | undefined

async function create(data?: unknown): Promise<InterpreterBridge> {
  bridge = await createBridge(
    {
      capabilities: scriptedCapabilities,
      inline: () => new ScriptedEngine(function* () {}),
      thread: () => nodeWorker(url, { data }),
      threadsStop: true,
    },
    { isolation: 'thread' },
  )
  return bridge
}

afterEach(async () => {
  await bridge?.dispose()
  bridge = undefined
  expect(process.getActiveResourcesInfo()).not.toContain('Worker')
})

test('an engine that does not stop at its time limit is killed with its thread, and the next run works', async () => {
  const threads = await create()
  const error = await threads.run('stuck', { limits: { timeMs: 10 } }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    excType: 'TimeoutError',
    message: expect.stringMatching(/^time limit exceeded: \d+ms > 10ms$/),
    limit: { limit: 'timeMs', value: 10, used: expect.any(Number) },
  })
  expect((await threads.run('next')).value).toBe('ran next')
})

test('a thread that dies is an engine that crashed, and the next run works', async () => {
  const threads = await create()
  await expect(threads.run('die')).rejects.toMatchObject({
    name: 'GuestError',
    excType: 'SystemError',
    message: "the interpreter's thread ended: exit code 3",
    cause: { code: 'engine-crashed' },
  })
  expect((await threads.run('next')).value).toBe('ran next')
})

test('an engine that does not load says so when the bridge is created', async () => {
  await expect(create('unloadable')).rejects.toMatchObject({ code: 'engine-crashed', message: 'no such engine' })
})

test('what the host throws while the guest prints or calls reaches who waits for the run', async () => {
  const threads = await create()
  const broken = threads.execute('next').forEach(() => {
    throw new Error('a subscriber that throws')
  })
  await expect(broken).rejects.toThrow('a subscriber that throws')
  expect((await threads.run('next')).value).toBe('ran next')
})
