// A thread whose engine never ends a program called `stuck`, never loads when told so, and dies of `die`.
import { serveEngine } from '../dist/index.js'
import { nodeChannel } from '../dist/node.js'
import { ScriptedEngine } from '../dist/testing.js'

serveEngine(nodeChannel(), (data) => {
  if (data === 'unloadable') throw new Error('no such engine')
  return new ScriptedEngine(function* ({ code }) {
    if (code === 'die') process.exit(3)
    if (code === 'stuck') yield { turn: new Promise(() => undefined) }
    yield { turn: { kind: 'done', value: `ran ${code}`, usage: { timeMs: 1 } } }
  })
})
