// A backend in under a hundred lines: JavaScript in Node's own `vm`. It shows what an engine has to do, and is no sandbox —
// guest code can reach the host. `ladder run --backends ./examples/toy-backend.mjs --tier 1..5` climbs what it claims.
import vm from 'node:vm'
import { EngineBridge } from '@interpreter-bridge/core'

const capabilities = {
  backend: 'toy',
  engine: `node ${process.versions.node}`,
  language: 'javascript',
  delivery: 'streaming',
  asyncHostFunctions: false,
  blockingHostFunctions: false,
  futures: false,
  kwargs: false,
  methodCalls: false,
  sessions: false,
  snapshots: { session: false, turn: false },
  osCalls: false,
  randomSeed: false,
  compile: false,
  sync: true,
  hardLimits: ['maxHostCalls', 'maxSourceBytes'],
  limits: ['timeMs', 'maxHostCalls', 'maxSourceBytes'],
  isolation: 'inline',
}

class ToyEngine {
  specificationVersion = 1
  capabilities = capabilities

  open(options, io) {
    return new ToySession(options, io)
  }

  close() {}
}

/** One guest state. This engine cannot stop inside a call, so it asks for every answer inline, and each turn is its last. */
class ToySession {
  dead = false
  #calls = 0

  constructor(options, io) {
    this.options = options
    this.io = io
  }

  start({ code, inputs, hostFunctions }) {
    const started = performance.now()
    const context = vm.createContext({ ...inputs, console: this.#console() })
    for (const name of hostFunctions) context[name] = (...args) => this.#call(context, name, args)
    try {
      const timeout = this.options.limits.timeMs
      const value = vm.runInContext(code, context, { filename: this.options.scriptName, timeout })
      return { kind: 'done', value: plain(value), usage: { timeMs: performance.now() - started } }
    } catch (thrown) {
      return { kind: 'failed', fault: fault(thrown, code), usage: { timeMs: performance.now() - started } }
    }
  }

  resume() {
    throw new Error('this engine never waits')
  }

  abandon() {
    return { timeMs: 0 }
  }

  close() {
    this.dead = true
  }

  #console() {
    const print =
      (stream) =>
      (...values) =>
        void this.io.print(stream, `${values.join(' ')}\n`)
    return { log: print('stdout'), error: print('stderr') }
  }

  #call(context, name, args) {
    const answer = this.io.call({ callId: this.#calls++, name, args: args.map(plain), kwargs: {}, awaited: false })
    if (answer.kind === 'value') return answer.value
    const { excType, message } = answer.raise ?? { excType: 'ReferenceError', message: `'${name}' is not defined` }
    const Class = vm.runInContext(`globalThis[${JSON.stringify(excType)}] ?? Error`, context)
    throw Object.assign(new Class(message), { name: excType })
  }
}

/** Guest values are of another realm: what crosses is a copy. */
function plain(value) {
  if (typeof value !== 'object' || value === null) return value ?? null
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

function fault(thrown, code) {
  const text = (read) => {
    try {
      return String(read())
    } catch {
      return ''
    }
  }
  const isError = Object.prototype.toString.call(thrown) === '[object Error]'
  const excType = isError ? text(() => thrown.name) : 'Error'
  const line = Number(/:(\d+)/.exec(isError ? text(() => thrown.stack) : '')?.[1] ?? 1)
  const at = { startLine: line, endLine: line, startColumn: 1, endColumn: 1, previewLine: code.split('\n')[line - 1] }
  const traceback = [{ filename: 'main.js', ...at, hideCaret: true, hideFrameName: false }]
  return { excType, message: isError ? text(() => thrown.message) : text(() => thrown), traceback }
}

export async function createBackend(options) {
  return new EngineBridge(new ToyEngine(), options)
}
