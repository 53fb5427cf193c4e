// The page's own worker: QuickJS with its bridge and host functions; the events go to the page.
import { hostFunction } from '@interpreter-bridge/core'
import { createQuickJs } from '@interpreter-bridge/quickjs'

globalThis.onmessage = async ({ data: code }) => {
  const bridge = await createQuickJs({ limits: { timeMs: Number.POSITIVE_INFINITY } })
  bridge.register(
    hostFunction({
      name: 'forecast',
      params: [{ name: 'city', type: 'string' }],
      handler: async ({ city }) => (city === 'Paris' ? 'rain' : 'sun'),
    }),
  )
  bridge.execute(code).subscribe((event) => postMessage(JSON.parse(JSON.stringify(event))))
}
