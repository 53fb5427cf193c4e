// `node bench/backends.mjs '{"newAndRun":…}'`: the backends beside the engine called from Rust, whose figures (µs) are the
// argument, and beside quickjs-emscripten called directly. Times are medians of rounds that take turns, so that all
// backends see the same machine; ratios are what to compare.
import { hostFunction } from '@interpreter-bridge/core'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import { getQuickJS } from 'quickjs-emscripten'

const raw = JSON.parse(process.argv[2] ?? '{}')
const ROUNDS = 9
const limits = { maxHostCalls: 1e9, timeMs: 60_000 }

const python = {
  newAndRun: '1 + 1',
  hostCall: (n) => `t = 0\nfor i in range(${n}):\n    t += f(i, k=i)\nt`,
  print: (n) => `for i in range(${n}):\n    print(i)`,
  fib: 'def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(22)',
}
const javascript = {
  newAndRun: '1 + 1',
  hostCall: (n) => `let t = 0\nfor (let i = 0; i < ${n}; i++) t += f(i)\nt`,
  print: (n) => `for (let i = 0; i < ${n}; i++) console.log(i)`,
  fib: 'const fib = (n) => n < 2 ? n : fib(n - 1) + fib(n - 2)\nfib(22)',
}

/** Runs with every event observed, as a user interface would. */
const observe = (bridge, code) =>
  new Promise((resolve, reject) => bridge.execute(code, { limits }).subscribe({ complete: resolve, error: reject }))

async function subject(create, programs, scale) {
  const bridge = await create()
  const threaded = await create({ isolation: 'thread' })
  for (const each of [bridge, threaded]) {
    each.register(
      hostFunction({
        name: 'f',
        params: [
          { name: 'i', type: 'integer' },
          { name: 'k', type: 'integer', required: false },
        ],
        handler: ({ i }) => i,
      }),
    )
  }
  const calls = 20_000 / scale
  return {
    newAndRun: {
      count: 2000 / scale,
      round: (n) => {
        for (let i = 0; i < n; i++) bridge.runSync(programs.newAndRun)
      },
    },
    hostCall: { count: calls, round: (n) => observe(bridge, programs.hostCall(n)) },
    'hostCall, not observed': { count: calls, round: (n) => bridge.runSync(programs.hostCall(n), { limits }) },
    'hostCall, in a thread': { count: 500, round: (n) => observe(threaded, programs.hostCall(n)) },
    print: { count: calls, round: (n) => observe(bridge, programs.print(n)) },
    fib: { count: 1, round: () => bridge.runSync(programs.fib, { limits }) },
  }
}

async function direct() {
  const quickjs = await getQuickJS()
  const fresh = (use) => {
    const context = quickjs.newContext()
    const f = context.newFunction('f', (i) => context.newNumber(context.getNumber(i)))
    context.setProp(context.global, 'f', f)
    const log = context.newFunction('log', (i) => void context.dump(i))
    const console = context.newObject()
    context.setProp(console, 'log', log)
    context.setProp(context.global, 'console', console)
    for (const handle of [f, log, console]) handle.dispose()
    use(context)
    context.dispose()
  }
  const evaluate = (code) => fresh((context) => context.unwrapResult(context.evalCode(code)).dispose())
  return {
    newAndRun: {
      count: 200,
      round: (n) => {
        for (let i = 0; i < n; i++) evaluate(javascript.newAndRun)
      },
    },
    hostCall: { count: 2000, round: (n) => evaluate(javascript.hostCall(n)) },
    print: { count: 2000, round: (n) => evaluate(javascript.print(n)) },
    fib: { count: 1, round: () => evaluate(javascript.fib) },
  }
}

const subjects = {
  native: await subject(createMontyNative, python, 1),
  wasm: await subject(createMontyWasm, python, 1),
  quickjs: await subject(createQuickJs, javascript, 10),
  'quickjs-emscripten': await direct(),
}
const times = {}
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, work] of Object.entries(subjects)) {
    for (const [what, { count, round: go }] of Object.entries(work)) {
      const started = performance.now()
      await go(count)
      const micros = ((performance.now() - started) * 1000) / count
      // The first rounds warm up the compilers.
      if (round > 1) {
        times[what] ??= {}
        times[what][name] ??= []
        times[what][name].push(micros)
      }
    }
  }
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]
const show = (micros) =>
  micros === undefined ? '' : micros >= 1000 ? `${(micros / 1000).toFixed(1)} ms` : `${micros.toFixed(2)} µs`
const names = Object.keys(subjects)
const rows = [['', 'Rust', ...names, 'native ÷ Rust', 'wasm ÷ native']]
for (const [what, byName] of Object.entries(times)) {
  const of = (name) => byName[name] && median(byName[name])
  const base = raw[what.split(',')[0]]
  const ratio = (a, b) => (a === undefined || b === undefined ? '' : (a / b).toFixed(2))
  rows.push([
    what,
    show(base),
    ...names.map((name) => show(of(name))),
    ratio(of('native'), base),
    ratio(of('wasm'), of('native')),
  ])
}
const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
for (const row of rows) process.stdout.write(`${row.map((cell, column) => cell.padStart(widths[column])).join('  ')}\n`)
