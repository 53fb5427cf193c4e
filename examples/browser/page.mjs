// A page that runs untrusted programs and shows what they do.
import { start } from './guests.mjs'
import { Timeline } from './timeline.mjs'

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

const element = (id) => document.getElementById(id)
let kill = () => undefined
let runs = 0

async function run(code) {
  kill()
  const backend = element('backend').value
  const timeline = new Timeline(element('timeline'), backend === 'quickjs' ? 'javascript' : 'python')
  const own = ++runs
  element('state').textContent = 'running'
  // What the run before may still say is not this one's.
  const onEvents = (events) => own === runs && timeline.add(events)
  const onEnd = (word) => {
    if (own !== runs) return
    timeline.draw()
    element('state').textContent = word
    kill = () => undefined
  }
  kill = await start(backend, code, onEvents, onEnd).catch((error) => {
    onEnd(String(error))
    return () => undefined
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
