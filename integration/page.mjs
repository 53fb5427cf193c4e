// What the page of `browser.test.ts` runs: the web entry of the WebAssembly backend, as an application would use it.
import { hostFunction } from '@interpreter-bridge/core'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'

export async function run() {
  const bridge = await createMontyWasm()
  bridge.register(
    hostFunction({ name: 'double', params: [{ name: 'n', type: 'integer' }], handler: async ({ n }) => n * 2 }),
  )
  const events = []
  await bridge.execute("print('hello')\nawait double(21)").forEach((event) => void events.push(event.type))
  const failure = await bridge.run('while True: pass', { limits: { timeMs: 50 } }).catch((error) => error.excType)
  const { value } = await bridge.run('await double(21)')
  await bridge.dispose()
  return { events, value, failure }
}
