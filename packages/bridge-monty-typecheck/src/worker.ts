// What a worker thread of Node runs.
import { parentPort } from 'node:worker_threads'
import { serveChecker } from './serve.js'

const port = parentPort
port?.on(
  'message',
  serveChecker((message) => port.postMessage(message)),
)
