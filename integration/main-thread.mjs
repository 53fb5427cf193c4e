// What `browser.test.ts` runs on a page's main thread: the web entries of the backends, as an application would use them.
import { hostFunction } from '@interpreter-bridge/core'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'

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
  const refused = await createQuickJs({ isolation: 'thread' }).catch((error) => error.code)
  return { events, value, failure, refused }
}
