import type { FromThread } from './protocol.js'
import type { CheckerThread } from './thread-checker.js'

/** A Web Worker that checks. */
export function webThread(worker: Worker): CheckerThread {
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onExit) {
      worker.onmessage = (event: MessageEvent<FromThread>) => onMessage(event.data)
      worker.onerror = (event) => onExit(event.message || 'its script could not be loaded')
    },
    hold: () => undefined,
    kill: async () => worker.terminate(),
  }
}
