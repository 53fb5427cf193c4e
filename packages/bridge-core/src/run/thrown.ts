import type { Raise } from '../errors/abandoned-call.js'
import { HostError } from '../errors/errors.js'

type Language = 'python' | 'javascript'

/** What the guest's language raises when something is wrong with a call. */
export const raises = {
  unknownName: (language: Language, name: string): Raise =>
    language === 'python'
      ? { excType: 'NameError', message: `name '${name}' is not defined` }
      : { excType: 'ReferenceError', message: `'${name}' is not defined` },
  badArguments: (message: string): Raise => ({ excType: 'TypeError', message }),
  badResult: (name: string, problem: string): Raise => ({
    excType: 'TypeError',
    message: `${name}() returned what cannot cross: ${problem}`,
  }),
  noSuchOsCall: (name: string): Raise => ({ excType: 'OSError', message: `${name} is not available` }),
  promiseInSyncRun: (name: string): Raise => ({
    excType: 'RuntimeError',
    message: `${name}() returned a promise, for which a synchronous run cannot wait`,
  }),
  tooManyCalls: (limit: number): Raise => ({
    excType: 'RuntimeError',
    message: `maxHostCalls exceeded: ${limit + 1} > ${limit}`,
  }),
  cancelled: { excType: 'RuntimeError', message: 'the run was cancelled' } satisfies Raise,
} as const

/** The Python types of JavaScript's own errors. */
const pythonTypes: Readonly<Record<string, string>> = {
  TypeError: 'TypeError',
  RangeError: 'ValueError',
  SyntaxError: 'ValueError',
  URIError: 'ValueError',
  TimeoutError: 'TimeoutError',
}

/** The guest exception for whatever a handler threw. Never throws, whatever that is. */
export function raiseFromThrown(thrown: unknown, language: Language): Raise {
  try {
    if (thrown instanceof HostError) return { excType: thrown.excType, message: thrown.message.toWellFormed() }
    if (thrown instanceof Error) {
      const name = String(thrown.name)
      const excType = language === 'javascript' ? name : (pythonTypes[name] ?? 'RuntimeError')
      return { excType, message: String(thrown.message).toWellFormed() }
    }
    return { excType: language === 'javascript' ? 'Error' : 'RuntimeError', message: textOf(thrown).toWellFormed() }
  } catch {
    return {
      excType: language === 'javascript' ? 'Error' : 'RuntimeError',
      message: 'the handler threw a value that cannot be read',
    }
  }
}

const LONGEST_TEXT = 1000

/** What a thrown value that is no error says: its message, after its code; otherwise all of it, as JSON. */
function textOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || Object.hasOwn(thrown, 'toString')) return String(thrown)
  const { code, message } = thrown as { code?: unknown; message?: unknown }
  const prefix = typeof code === 'string' || typeof code === 'number' ? String(code) : ''
  if (typeof message === 'string') return message.includes(prefix) ? message : `${prefix}: ${message}`
  return JSON.stringify(thrown, (_, value) => (typeof value === 'bigint' ? String(value) : value)).slice(
    0,
    LONGEST_TEXT,
  )
}
