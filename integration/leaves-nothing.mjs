// What `leaks.test.ts` runs in a process of its own: every way to stop a guest; then nothing may keep the process alive.
import { hostFunction } from '@interpreter-bridge/core'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'

const [name, isolation] = process.argv.slice(2)
const create = { native: createMontyNative, wasm: createMontyWasm, quickjs: createQuickJs }[name]
const bridge = await create({ isolation })
const python = bridge.capabilities.language === 'python'
const hang = () => new Promise(() => undefined)
bridge.register(hostFunction({ name: 'hang', params: [], handler: hang }))
bridge.register(hostFunction({ name: 'late', params: [], handler: () => new Promise((r) => setTimeout(r, 20, 1)) }))
const outcomes = []
const end = (run) =>
  run.then(
    ({ value }) => outcomes.push(value),
    ({ code, excType }) => outcomes.push(code ?? excType),
  )

// Cancelled while it waits, by a limit while it waits, by a limit while it computes, by its own failure, unsubscribed.
const controller = new AbortController()
setTimeout(() => controller.abort(), 10)
await end(bridge.run('await hang()', { signal: controller.signal }))
await end(bridge.run('await hang()', { limits: { wallClockMs: 20 } }))
await end(bridge.run(python ? 'while True: pass' : 'for (;;);', { limits: { timeMs: 20 } }))
await end(bridge.run('nowhere()'))
bridge.execute('await hang()').subscribe().unsubscribe()
await end(bridge.run('await late()', { limits: { wallClockMs: 60_000 } }))
if (isolation === 'thread') {
  const killed = new AbortController()
  setTimeout(() => killed.abort(), 10)
  await end(bridge.run(python ? 'while True: pass' : 'for (;;);', { signal: killed.signal }))
}
const session = await bridge.openSession()
await end(session.feed('1'))
const last = bridge.run('await hang()')
const lastEnd = end(last)
await bridge.dispose()
await lastEnd
// Pipes are the parent's; anything else would be ours.
const left = process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY|FSReq|CloseReq/.test(kind))
console.log(JSON.stringify({ outcomes, left }))
