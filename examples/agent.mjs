// An agent in "code mode": the model writes a program, the host runs it with three tools, and watches every step.
// `node examples/agent.mjs native|wasm|quickjs`, or `--all`.
import { readFile } from 'node:fs/promises'
import { HostValueError, hostFunction, toPlain } from '@interpreter-bridge/core'
import { lastValueFrom, tap } from 'rxjs'
import { z } from 'zod'
import { backends } from './backends.mjs'

const invoices = [
  {
    id: 'A-17',
    customer: 'Ada Ltd',
    email: 'ada@example.org',
    amount: 480,
    currency: 'GBP',
    days_late: 45,
    status: 'open',
  },
  {
    id: 'B-02',
    customer: 'Babbage & Co',
    email: 'not-an-address',
    amount: 1200.5,
    currency: 'USD',
    days_late: 90,
    status: 'open',
  },
  {
    id: 'C-11',
    customer: 'Curie SA',
    email: 'marie@example.org',
    amount: 60,
    currency: 'EUR',
    days_late: 200,
    status: 'open',
  },
  {
    id: 'D-08',
    customer: 'Darwin Inc',
    email: 'charles@example.org',
    amount: 900,
    currency: 'GBP',
    days_late: 3,
    status: 'open',
  },
  {
    id: 'E-21',
    customer: 'Euler AG',
    email: 'leo@example.org',
    amount: 300,
    currency: 'EUR',
    days_late: 31,
    status: 'paid',
  },
]
const euros = { EUR: 1, GBP: 1.17, USD: 0.92 }

/** The tools: a plain parameter list, a zod schema, and an async handler that may fail. */
export const tools = [
  hostFunction({
    name: 'list_invoices',
    description: 'Invoices, optionally of one status',
    params: [{ name: 'status', type: 'string', required: false }],
    handler: ({ status }) => invoices.filter((invoice) => status === undefined || invoice.status === status),
  }),
  hostFunction({
    name: 'exchange_rate',
    description: 'How much one unit of a currency is worth in another',
    params: z.object({ source: z.enum(['EUR', 'GBP', 'USD']), target: z.literal('EUR') }),
    handler: ({ source }) => euros[source],
  }),
  hostFunction({
    name: 'send_reminder',
    description: 'Sends a payment reminder by e-mail',
    params: [
      { name: 'to', type: 'string' },
      { name: 'subject', type: 'string' },
      { name: 'amount', type: 'number' },
    ],
    handler: async ({ to, subject }) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (!to.includes('@')) throw new HostValueError(`${to} is no e-mail address`)
      return { id: `reminder for ${subject}` }
    },
  }),
]

/** What is wrong with the program's types, in lines; or that nobody can tell here. */
async function typeErrors(bridge, code, scriptName) {
  if (!bridge.capabilities.typeCheck) return ''
  try {
    const found = await bridge.typeCheck(code, { scriptName, format: 'concise' })
    return found ? found.text : 'types checked\n'
  } catch (error) {
    // The checker is a package and a build of its own, which an agent can do without.
    if (error.code !== 'engine-missing') throw error
    return `types not checked: ${error.message}\n`
  }
}

/** Checks and runs the program that fits the backend's language; `onTypes` gets the check's text, `onEvent` every event. */
export async function runAgent(name, onEvent, onTypes = () => undefined) {
  const bridge = await backends[name]()
  const { language } = bridge.capabilities
  const script = language === 'python' ? 'agent.py' : 'agent.js'
  const code = await readFile(new URL(`programs/${script}`, import.meta.url), 'utf8')
  for (const tool of tools) bridge.register(tool)
  onTypes(await typeErrors(bridge, code, script))
  const events = bridge.execute(code, { scriptName: script }).pipe(tap(onEvent))
  return lastValueFrom(events).finally(() => bridge.dispose())
}

/** An event in one line. */
export function line(event) {
  const show = (value) => JSON.stringify(toPlain(value))
  switch (event.type) {
    case 'runStarted':
      return `▶ ${event.scriptName}`
    case 'print':
      return `  ${event.text.trimEnd()}`
    case 'callStarted': {
      const named = Object.entries(event.kwargs).map(([key, value]) => `${key}=${show(value)}`)
      return `  → ${event.name}(${[...event.args.map(show), ...named].join(', ')})`
    }
    case 'callFinished':
      return event.error
        ? `  ← ${event.error.excType}: ${event.error.message}`
        : `  ← ${show(event.result).slice(0, 90)}`
    case 'futuresPending':
      return `  … waiting for ${event.callIds.length} call`
    case 'callAbandoned':
      return `  ✗ ${event.hint ?? `${event.name} was not awaited`}`
    case 'runFinished':
      return `■ ${show(event.value)}  (${event.usage.wallMs.toFixed(1)} ms, ${event.usage.hostCalls} calls)`
    default:
      return `■ ${event.type} ${event.error?.summary ?? ''}`
  }
}

const [choice] = process.argv.slice(2)
if (choice) {
  for (const name of choice === '--all' ? Object.keys(backends) : [choice]) {
    process.stdout.write(`\n${name}\n`)
    const show = (text) => process.stdout.write(text)
    const end = await runAgent(name, (event) => show(`${line(event)}\n`), show)
    if (end.type !== 'runFinished') process.exitCode = 1
  }
}
