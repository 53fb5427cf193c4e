// A page that runs untrusted programs: Python in threads of the backend's own, JavaScript in a worker of the page's.
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { forecast } from './forecast.mjs'

const programs = {
  wasm: {
    demo: "print('hello from Python')\nfor city in ['Paris', 'Rome']:\n    weather = await forecast(city)\n    print(city, weather)\n'done'",
    loop: 'while True:\n    pass',
  },
  quickjs: {
    demo: "console.log('hello from JavaScript')\nfor (const city of ['Paris', 'Rome']) {\n  console.log(city, await forecast(city))\n}\n'done'",
    loop: 'for (;;);',
  },
}

/** Runs a program and tells `onEvent` of each event. The returned function kills it, whatever it does. */
async function start(backend, code, onEvent) {
  if (backend === 'quickjs') {
    // QuickJS calls the host inside the guest's own call: the whole bridge, with its host functions, is in the worker.
    const worker = new Worker(new URL('guest-worker.mjs', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }) => onEvent(data)
    worker.postMessage(code)
    return () => {
      worker.terminate()
      onEvent({ type: 'killed' })
    }
  }
  const bridge = await createMontyWasm({ isolation: 'thread' })
  bridge.register(forecast)
  const controller = new AbortController()
  bridge.execute(code, { signal: controller.signal }).subscribe({ next: onEvent, complete: () => bridge.dispose() })
  return () => controller.abort('killed by the user')
}

const element = (id) => document.getElementById(id)
let kill = () => undefined

async function run(code) {
  kill()
  element('timeline').replaceChildren()
  element('state').textContent = 'running'
  kill = await start(element('backend').value, code, (event) => {
    const { type, runId, seq, at, usage, ...rest } = event
    const line = document.createElement('li')
    line.textContent = `${type} ${JSON.stringify(rest)}`
    element('timeline').append(line)
    if (/^run(Finished|Failed|Cancelled)$|^killed$/.test(type)) {
      element('state').textContent = type
      kill = () => undefined
    }
  })
}

const fill = () => {
  element('code').value = programs[element('backend').value].demo
}
element('backend').onchange = fill
element('run').onclick = () => run(element('code').value)
element('loop').onclick = () => run(programs[element('backend').value].loop)
element('kill').onclick = () => kill()
fill()
