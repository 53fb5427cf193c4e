// What a Web Worker runs.
import { serveChecker } from './serve.js'

const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'onmessage'>
const answer = serveChecker((message) => scope.postMessage(message))
scope.onmessage = (event: MessageEvent<unknown>) => void answer(event.data)
