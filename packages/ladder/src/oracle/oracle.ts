import { checksTypes, type Expectation, expectationFor, type Fixture, type Language, languagesOf } from '../fixture.js'
import { inLanguage } from '../judge.js'
import { canonical, hostValue } from '../values.js'

/** What an oracle is asked: programs that share a state, and need no host. */
export interface OracleQuestion {
  readonly id: number
  readonly scriptName: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly seed: number | undefined
  readonly steps: readonly string[]
}

/** How a program came out. */
export interface OracleStep {
  readonly value?: unknown
  readonly error?: { readonly type: string; readonly message: string }
  readonly stdout: string
  readonly stderr: string
}

export interface OracleAnswer {
  readonly id: number
  /** Undefined when the interpreter did not survive. */
  readonly steps: readonly OracleStep[] | undefined
  readonly reason?: string
}

/** What the real interpreter says of an expectation. */
export interface OracleVerdict {
  readonly fixture: Fixture
  readonly language: Language
  readonly verdict: 'agrees' | 'differs' | 'known-difference' | 'unexpected-agreement'
  readonly reason: string
}

const mark = { python: 'differsFromCPython', javascript: 'differsFromNode' } as const

/** Why there is nothing to ask, or undefined: only what needs no host has an answer elsewhere. */
export function notAsked(fixture: Fixture, language: Language): string | undefined {
  if (!languagesOf(fixture).includes(language)) return `no ${language} program`
  if (fixture.calls || fixture.modules || fixture.objects) return 'it calls the host'
  if (fixture.os || fixture.requires?.includes('osCalls')) return 'it calls the operating system'
  if (checksTypes(fixture) || fixture.action || fixture.cancelAt) return 'it is not run, or not to its end'
  const steps = fixture.feeds ? fixture.feeds.map((feed) => feed.expect) : [expectationFor(fixture, language)]
  if (steps.some((step) => (step.error?.limit ?? 'none') !== 'none')) return 'it ends by a limit'
  return undefined
}

export function question(fixture: Fixture, language: Language): OracleQuestion {
  const programs = fixture.feeds ?? [fixture]
  const inputs = Object.entries(fixture.inputs ?? {}).map(([name, value]) => [
    name,
    hostValue(value, language, () => undefined),
  ])
  return {
    id: fixture.id,
    scriptName: fixture.scriptName ?? (language === 'python' ? 'main.py' : 'main.js'),
    inputs: Object.fromEntries(inputs),
    seed: fixture.randomSeed,
    steps: programs.map((program) => program[language] as string),
  }
}

/** Compares what the fixture expects with what the oracle saw: value, prints and the type of an error. */
export function judgeOracle(fixture: Fixture, language: Language, answer: OracleAnswer): OracleVerdict {
  const problems = differences(fixture, language, answer)
  const known = fixture[mark[language]]
  const as = (verdict: OracleVerdict['verdict'], reason: string): OracleVerdict => ({
    fixture,
    language,
    verdict,
    reason,
  })
  if (known === undefined) return problems.length === 0 ? as('agrees', '') : as('differs', problems.join('\n'))
  return problems.length > 0
    ? as('known-difference', known)
    : as('unexpected-agreement', `they agree now; remove ${mark[language]}`)
}

function differences(fixture: Fixture, language: Language, { steps, reason }: OracleAnswer): string[] {
  if (!steps) return [reason ?? 'no answer']
  const wanted = fixture.feeds ? fixture.feeds.map((feed) => feed.expect) : [expectationFor(fixture, language)]
  return wanted.flatMap((expected, index) => compareStep(inLanguage(expected, language), steps[index], language))
}

function compareStep(expected: Expectation, step: OracleStep | undefined, language: Language): string[] {
  if (!step) return ['the program did not get that far']
  const problems: string[] = []
  const same = (what: string, oracle: string, wanted: string): void => {
    if (oracle !== wanted) problems.push(`${what}: the fixture expects ${wanted}, the oracle has ${oracle}`)
  }
  const outcome = step.error ? `${step.error.type}: ${step.error.message}` : 'no error'
  if (expected.error) same('error', step.error?.type ?? outcome, expected.error.type)
  else if (step.error) problems.push(`the oracle fails: ${outcome}`)
  const show = (value: unknown): string => canonical(value, language)
  if ('value' in expected && !step.error) {
    const order = (value: unknown): string =>
      expected.sorted && Array.isArray(value) ? [...value].map(show).sort().join(', ') : show(value)
    same('value', order(step.value), order(expected.value))
  }
  if (expected.valueContains !== undefined && !show(step.value).includes(expected.valueContains))
    same('value', show(step.value), `…${expected.valueContains}…`)
  const lines = (text: string): string => JSON.stringify(text === '' ? [] : text.replace(/\n$/, '').split('\n'))
  if (expected.print) same('print', lines(step.stdout), JSON.stringify(expected.print))
  if (expected.printExact !== undefined) same('print', JSON.stringify(step.stdout), JSON.stringify(expected.printExact))
  if (expected.stderr) same('stderr', lines(step.stderr), JSON.stringify(expected.stderr))
  return problems
}
