// What the "other process" of the demonstrations does: loads a snapshot from a file, and goes on.
import { readFileSync } from 'node:fs'
import { hostFunction } from '@interpreter-bridge/core'
import { backends } from './backends.mjs'

const [name, what, file] = process.argv.slice(2)
const bridge = await backends[name]()
const bytes = readFileSync(file)
if (what === 'session') {
  const session = await bridge.loadSession(bytes)
  console.log(`total of 5 teas: ${(await session.feed("total('tea', 5)")).value}`)
} else {
  bridge.register(
    hostFunction({
      name: 'checkpoint',
      params: [{ name: 'label', type: 'string' }],
      mode: 'blocking',
      handler: async ({ label }, context) => `${label}, resumed: ${context.resumed}`,
    }),
  )
  const { value, output } = await bridge.resume(bytes)
  console.log(JSON.stringify({ value, output }))
}
await bridge.dispose()
