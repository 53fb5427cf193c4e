// The page's own worker: QuickJS with its bridge and host functions; the events go to the page.
import { createQuickJs } from '@interpreter-bridge/quickjs'
import { forecast } from './forecast.mjs'

globalThis.onmessage = async ({ data: code }) => {
  const bridge = await createQuickJs({ limits: { timeMs: Number.POSITIVE_INFINITY } })
  bridge.register(forecast)
  bridge.execute(code).subscribe((event) => postMessage(JSON.parse(JSON.stringify(event))))
}
