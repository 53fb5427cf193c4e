// Runs untrusted programs: Python in threads of the backend's own, JavaScript in a worker of the page's.
import { eventFromJson } from '@interpreter-bridge/core'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { forecast } from './forecast.mjs'

/**
 * Runs a program; `onEvents` gets its events, some at a time, `onEnd` a word when there will be no more: the last event's
 * type, `killed`, or what broke. The returned function kills it, whatever it does.
 */
export async function start(backend, code, onEvents, onEnd) {
  return (backend === 'quickjs' ? startJavaScript : startPython)(code, onEvents, onEnd)
}

/** QuickJS calls the host inside the guest's own call: the whole bridge, with its host functions, is in the worker. */
function startJavaScript(code, onEvents, onEnd) {
  const worker = new Worker(new URL('guest-worker.mjs', import.meta.url), { type: 'module' })
  const end = (word) => {
    worker.terminate()
    onEnd(word)
  }
  worker.onmessage = ({ data: { events = [], problem } }) => {
    const received = events.map((event) => eventFromJson(event))
    onEvents(received)
    const last = received.at(-1)
    if (problem) end(problem)
    else if (last && isLast(last)) end(last.type)
  }
  worker.onerror = ({ message }) => end(message)
  worker.postMessage(code)
  return () => end('killed')
}

async function startPython(code, onEvents, onEnd) {
  const bridge = await createMontyWasm({ isolation: 'thread' })
  bridge.register(forecast)
  const controller = new AbortController()
  const next = (event) => {
    onEvents([event])
    if (isLast(event)) onEnd(event.type)
  }
  const leave = () => bridge.dispose()
  const error = (thrown) => {
    onEnd(String(thrown))
    leave()
  }
  bridge.execute(code, { signal: controller.signal }).subscribe({ next, error, complete: leave })
  return () => controller.abort('killed by the user')
}

const isLast = ({ type }) => type === 'runFinished' || type === 'runFailed' || type === 'runCancelled'
