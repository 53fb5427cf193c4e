// `npm start`: sets up, builds, runs the ladder on every backend, then one agent-like program with its live events.
import { command, run, say } from './say.mjs'
import { setup, turbo } from './setup.mjs'

run(async () => {
  await setup()
  say(
    'building (the first time takes about ten minutes on two cores: the interpreter is compiled twice, native and WebAssembly)',
  )
  await turbo('build', 'build:rust')
  say('the ladder: what each backend can do, and whether native and WebAssembly Monty behave alike')
  await command('node', ['packages/ladder/dist/cli.js', 'run', '--backends', 'native,wasm,quickjs'])
  say('an agent program, once in Python and once in JavaScript, against the same three host functions')
  await command('node', ['examples/agent.mjs', '--all'])
  say('done. Next: README.md, `npm run example -- all`, `npm run ladder -- list`')
})
