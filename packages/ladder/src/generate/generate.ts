import { hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import fc from 'fast-check'
import { askPython } from '../oracle/cpython.js'
import { transcript } from '../transcript.js'
import { canonical } from '../values.js'
import { knownDifference } from './known-differences.js'
import { programs } from './program.js'

export interface GenerateOptions {
  /** Python backends that must agree event by event, by name. */
  readonly backends: Readonly<Record<string, InterpreterBridge>>
  /** The command of a CPython that must agree in value, prints and type of error. Not asked where the host is called. */
  readonly python?: string | undefined
  readonly runs: number
  readonly seed?: number | undefined
}

/** The smallest program that was found on which two disagree. */
export interface Counterexample {
  readonly program: string
  readonly reason: string
  /** Repeats the search. */
  readonly seed: number
}

/** Nothing that a generated program does takes longer. */
const limits = { timeMs: 5000, memoryBytes: 64 * 1024 * 1024 }

/** Runs generated programs on all backends, and on CPython; undefined where all agree. */
export async function generate({ backends, python, runs, seed }: GenerateOptions): Promise<Counterexample | undefined> {
  for (const bridge of Object.values(backends)) {
    bridge.register(hostFunction({ name: 'probe', params: 'raw', handler: ({ args }) => args[0] }))
  }
  const property = (host: boolean) =>
    fc.asyncProperty(programs(host), async (program) => {
      const reason = await disagreement(program, backends, host ? undefined : python)
      if (reason !== undefined) throw new Error(reason)
    })
  try {
    for (const host of [false, true]) {
      const found = await fc.check(property(host), {
        numRuns: Math.ceil(runs / 2),
        ...(seed === undefined ? {} : { seed }),
      })
      if (!found.failed || !found.counterexample) continue
      const reason = found.errorInstance instanceof Error ? found.errorInstance.message : String(found.errorInstance)
      return { program: found.counterexample[0], reason, seed: found.seed }
    }
    return undefined
  } finally {
    for (const bridge of Object.values(backends)) bridge.unregister('probe')
  }
}

/** How a program came out, in a form that can be compared. */
interface Outcome {
  readonly end: string
  readonly print: string
  readonly events: string
}

async function disagreement(
  program: string,
  backends: GenerateOptions['backends'],
  python: string | undefined,
): Promise<string | undefined> {
  const outcomes = await Promise.all(
    Object.entries(backends).map(async ([name, bridge]) => ({ name, ...(await runOn(bridge, program)) })),
  )
  const [first, ...others] = outcomes
  if (!first) return undefined
  for (const other of others) {
    if (other.events !== first.events) return `${first.name}: ${first.events}\n${other.name}: ${other.events}`
  }
  if (python === undefined) return undefined
  const [answer] = await askPython(python, [
    { id: 1, scriptName: 'main.py', inputs: {}, seed: undefined, steps: [program] },
  ])
  const step = answer?.steps?.[0]
  if (!step) return answer?.reason ?? 'CPython did not answer'
  const end = step.error ? step.error.type : canonical(step.value, 'python')
  if (end === first.end && step.stdout === first.print) return undefined
  if (knownDifference(program, first.end, end)) return undefined
  return `CPython: ${end}, printed ${JSON.stringify(step.stdout)}\n${first.name}: ${first.end}, printed ${JSON.stringify(first.print)}`
}

async function runOn(bridge: InterpreterBridge, program: string): Promise<Outcome> {
  const entries: ReturnType<typeof transcript> = []
  let end = ''
  let print = ''
  await bridge.execute(program, { limits, view: 'exact' }).forEach((event) => {
    entries.push(...transcript([event], 'python'))
    if (event.type === 'print') print += event.text
    if (event.type === 'runFinished') end = canonical(event.value, 'python')
    if (event.type === 'runFailed') end = event.error.excType
  })
  return { end, print, events: JSON.stringify(entries) }
}
