import { Worker } from 'node:worker_threads'
import type { FromThread } from './protocol.js'
import type { CheckerThread } from './thread-checker.js'

/** A worker thread of Node that checks, and for which no process stays. */
export function nodeThread(url: URL): CheckerThread {
  const worker = new Worker(url, { execArgv: [] })
  worker.unref()
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onExit) {
      worker.removeAllListeners()
      worker.on('message', (message: FromThread) => onMessage(message))
      worker.on('error', (error) => onExit(error instanceof Error ? error.message : String(error)))
      worker.on('exit', (code) => onExit(`exit code ${code}`))
      // Listening makes Node wait for a thread.
      worker.unref()
    },
    hold: (held) => (held ? worker.ref() : worker.unref()),
    async kill() {
      await worker.terminate()
    },
  }
}
