// The page's own worker: QuickJS with its bridge and host functions; the events go to the page.
import { eventToJson } from '@interpreter-bridge/core'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import { forecast } from './forecast.mjs'

/** A message for each of 200,000 prints would keep the page busy for seconds; a guest that is at work must still be heard. */
const BATCH = 1000
const BATCH_MS = 30

globalThis.onmessage = async ({ data: code }) => {
  let events = []
  let since = performance.now()
  const flush = () => {
    if (events.length > 0) postMessage({ events })
    events = []
    since = performance.now()
  }
  const next = (event) => {
    events.push(eventToJson(event, { lossless: true }))
    const isUrgent = event.type !== 'print'
    if (isUrgent || events.length >= BATCH || performance.now() - since > BATCH_MS) flush()
  }
  const error = (thrown) => postMessage({ problem: String(thrown) })
  try {
    const bridge = await createQuickJs({ limits: { timeMs: Number.POSITIVE_INFINITY } })
    bridge.register(forecast)
    bridge.execute(code).subscribe({ next, error })
  } catch (thrown) {
    error(thrown)
  }
}
