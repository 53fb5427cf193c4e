import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Canonical } from '../values.js'
import type { OracleAnswer, OracleQuestion, OracleStep } from './oracle.js'

const script = fileURLToPath(new URL('../oracle/node-guest.mjs', import.meta.url))
const TIMEOUT_MS = 20_000

/** Runs programs under Node, each in a process of its own. */
export async function askNode(questions: readonly OracleQuestion[]): Promise<OracleAnswer[]> {
  const answers: OracleAnswer[] = []
  const waiting = [...questions]
  const work = async (): Promise<void> => {
    for (let question = waiting.shift(); question; question = waiting.shift()) answers.push(await ask(question))
  }
  await Promise.all([work(), work()])
  return answers
}

function ask({ id, scriptName, inputs, steps }: OracleQuestion): Promise<OracleAnswer> {
  return new Promise((resolve) => {
    const child = fork(script, {
      serialization: 'advanced',
      execArgv: [],
      timeout: TIMEOUT_MS,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    let answer: readonly OracleStep[] | undefined
    child.on('message', (message) => {
      answer = (message as readonly OracleStep[]).map((step) => ({ ...step, value: withoutCycles(step.value, []) }))
    })
    child.on('close', (code) => resolve({ id, steps: answer, reason: `Node ended with code ${code}` }))
    child.send({ scriptName, inputs, steps })
  })
}

/** Puts the mark of the bridge where a container contains itself. */
function withoutCycles(value: unknown, open: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (open.includes(value)) return new Canonical('cycle("[Circular]")')
  const inner = (item: unknown): unknown => withoutCycles(item, [...open, value])
  if (Array.isArray(value)) return value.map(inner)
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [inner(key), inner(item)]))
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inner(item)]))
}
