import { BridgeError } from '../errors/errors.js'
import type { EngineChannel, EngineWorker, FromWorker, ToWorker } from './protocol.js'

/** The host's end of a Web Worker. `data` is what its engine is made from. */
export function webWorker(worker: Worker, data?: unknown): EngineWorker {
  return {
    place: 'thread',
    data,
    post: (message) => worker.postMessage(message),
    listen(onMessage, onExit) {
      worker.onmessage = (event: MessageEvent<FromWorker>) => onMessage(event.data)
      worker.onerror = (event) => onExit(event.message || 'its script could not be loaded')
    },
    hold: () => undefined,
    kill: async () => worker.terminate(),
  }
}

/** The end inside a Web Worker. It cannot wait inside a call: that needs a page that is cross-origin isolated. */
export function webChannel(): EngineChannel {
  const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'onmessage'>
  return {
    post: (message) => scope.postMessage(message),
    listen(onMessage) {
      scope.onmessage = (event: MessageEvent<ToWorker>) => onMessage(event.data)
    },
    waitForAnswer() {
      throw new BridgeError('unsupported', 'this engine calls the host inline, which a Web Worker cannot wait for')
    },
  }
}
