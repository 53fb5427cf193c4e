// Runs a fixture's programs under Node, for `ladder oracle`: the child process of `src/oracle/node.ts`, one for each fixture.
import { format } from 'node:util'
import vm from 'node:vm'
import { parse } from 'acorn'

process.once('message', async ({ steps, scriptName, inputs }) => {
  const printed = { stdout: '', stderr: '' }
  const print =
    (stream) =>
    (...args) => {
      printed[stream] += `${format(...args)}\n`
    }
  const console = {
    log: print('stdout'),
    info: print('stdout'),
    debug: print('stdout'),
    warn: print('stderr'),
    error: print('stderr'),
  }
  const context = vm.createContext({ console, ...inputs })
  const results = []
  for (const code of steps) {
    printed.stdout = ''
    printed.stderr = ''
    const step = {}
    try {
      step.value = await vm.runInContext(wrap(code), context, { filename: scriptName, timeout: 10_000 })
    } catch (error) {
      step.error = describe(error)
    }
    results.push({ ...step, ...printed })
  }
  process.send(results, () => process.exit())
})

/** A script as it is; one with a top-level await as an async function that returns the last expression. */
function wrap(code) {
  try {
    parse(code, { ecmaVersion: 'latest', sourceType: 'script' })
    return code
  } catch {
    let program
    try {
      program = parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowAwaitOutsideFunction: true })
    } catch {
      return code
    }
    const last = program.body.at(-1)
    if (last?.type !== 'ExpressionStatement') return `(async () => {${code}\n})()`
    return `(async () => {${code.slice(0, last.start)} return (${code.slice(last.expression.start, last.expression.end)})\n})()`
  }
}

function describe(error) {
  try {
    return { type: String(error?.name ?? 'Error'), message: String(error?.message ?? error) }
  } catch {
    return { type: 'Error', message: 'an error that cannot be read' }
  }
}
