import type { BridgeEvent, GuestError, TypeDiagnostics, Usage } from '@interpreter-bridge/core'
import { type Expectation, type ExpectedError, expectationFor, type Fixture, type Language } from './fixture.js'
import { type Actual, endsWell } from './run.js'
import { shortEvents } from './transcript.js'
import { canonical, hostValue } from './values.js'

export type Verdict = 'pass' | 'fail' | 'known-failure' | 'unexpected-pass' | 'unsupported' | 'crash' | 'timeout'

export interface Judgement {
  readonly verdict: Verdict
  /** What was not as expected, or why the fixture was not run. */
  readonly reason?: string
}

/** Checks every expectation that the fixture states. */
export function judge(fixture: Fixture, backend: string, language: Language, actual: Actual): Judgement {
  if (actual.timedOut) return { verdict: 'timeout', reason: `no end after ${Math.round(actual.durationMs)} ms` }
  if (actual.broken !== undefined) return { verdict: 'crash', reason: String(actual.broken) }
  const wanted = fixture.feeds ? fixture.feeds.map((feed) => feed.expect) : [expectationFor(fixture, language)]
  const problems = wanted.flatMap((expected, index) => {
    if (expected.answer !== undefined) {
      return actual.answer === expected.answer ? [] : [`expected ${expected.answer}, got ${actual.answer}`]
    }
    const found = expected.diagnostics
      ? checkDiagnostics(expected.diagnostics, actual.diagnostics)
      : check(inLanguage(expected, language), language, actual.steps[index] ?? [])
    return fixture.feeds ? found.map((problem) => `feed ${index + 1}: ${problem}`) : found
  })
  const known = fixture.knownFailure?.[backend]
  if (known !== undefined) {
    return problems.length > 0
      ? { verdict: 'known-failure', reason: known }
      : { verdict: 'unexpected-pass', reason: `it passes now; remove knownFailure.${backend}` }
  }
  return problems.length > 0 ? { verdict: 'fail', reason: problems.join('\n') } : { verdict: 'pass' }
}

/** The expected values as the guest language has them: YAML's ints are numbers in JavaScript. */
export function inLanguage(expected: Expectation, language: Language): Expectation {
  const convert = (value: unknown): unknown => hostValue(value, language, () => undefined)
  const calls = expected.calls?.map((call) => ({
    ...call,
    ...(call.args ? { args: call.args.map(convert) } : {}),
    ...('kwargs' in call ? { kwargs: convert(call.kwargs) } : {}),
  }))
  return {
    ...expected,
    ...('value' in expected ? { value: convert(expected.value) } : {}),
    ...(calls ? { calls } : {}),
  }
}

function check(expected: Expectation, language: Language, events: readonly BridgeEvent[]): string[] {
  const problems: string[] = []
  const same = (what: string, actual: unknown, wanted: unknown): void => {
    if (actual !== wanted) problems.push(`${what}: expected ${String(wanted)}, got ${String(actual)}`)
  }
  if (!endsWell(events)) problems.push('the stream does not end with exactly one terminal event')
  const end = events.at(-1)
  if (!end) return [...problems, 'there are no events']
  const show = (value: unknown): string => canonical(value, language)

  if (end.type === 'runFailed') {
    if (expected.error) checkError(expected.error, end.error, problems)
    else problems.push(`it failed: ${end.error.summary}`)
  } else if (expected.error) problems.push(`expected ${expected.error.type}, but it ended with ${end.type}`)

  if (end.type === 'runCancelled' || expected.cancelled !== undefined) {
    same('cancelled', end.type === 'runCancelled' ? String(end.reason) : `not, but ${end.type}`, expected.cancelled)
  }

  if (end.type === 'runFinished') {
    if ('value' in expected) {
      const order = (text: unknown): string =>
        expected.sorted && Array.isArray(text) ? show([...text].sort(byText)) : show(text)
      const byText = (a: unknown, b: unknown): number => (show(a) < show(b) ? -1 : 1)
      same('value', order(end.value), order(expected.value))
    }
    if (expected.valueContains !== undefined && !show(end.value).includes(expected.valueContains)) {
      problems.push(`value: expected to contain ${expected.valueContains}, got ${show(end.value)}`)
    }
  }
  checkPrints(expected, events, same)
  if (expected.calls) checkCalls(expected.calls, events, show, same)
  if (expected.events) same('events', JSON.stringify(shortEvents(events)), JSON.stringify(expected.events))
  if (expected.abandoned) {
    const abandoned = 'abandoned' in end ? end.abandoned : []
    const short = abandoned.map(({ name, error, hint }) => ({ name, error: error?.excType, hint }))
    const wanted = expected.abandoned.map(({ name, error, hint }) => ({ name, error, hint }))
    same('abandoned', JSON.stringify(short), JSON.stringify(wanted))
  }
  if (expected.usage && 'usage' in end) checkUsage(expected.usage, end.usage, problems)
  return problems
}

type Same = (what: string, actual: unknown, wanted: unknown) => void

function checkPrints(expected: Expectation, events: readonly BridgeEvent[], same: Same): void {
  const text = (stream: 'stdout' | 'stderr'): string =>
    events.flatMap((event) => (event.type === 'print' && event.stream === stream ? [event.text] : [])).join('')
  const lines = (all: string): string => JSON.stringify(all === '' ? [] : all.replace(/\n$/, '').split('\n'))
  if (expected.print) same('print', lines(text('stdout')), JSON.stringify(expected.print))
  if (expected.printExact !== undefined)
    same('print', JSON.stringify(text('stdout')), JSON.stringify(expected.printExact))
  if (expected.stderr) same('stderr', lines(text('stderr')), JSON.stringify(expected.stderr))
}

function checkCalls(
  wanted: NonNullable<Expectation['calls']>,
  events: readonly BridgeEvent[],
  show: (value: unknown) => string,
  same: Same,
): void {
  const calls = events.filter((event) => event.type === 'callStarted')
  same('number of calls', calls.length, wanted.length)
  for (const [index, want] of wanted.entries()) {
    const call = calls[index]
    if (!call) continue
    const at = `call ${index + 1}`
    same(`${at} name`, call.name, want.name)
    if (want.args) same(`${at} args`, show(call.args), show(want.args))
    if ('kwargs' in want) same(`${at} kwargs`, show(call.kwargs), show(want.kwargs))
    if (want.methodCall !== undefined) same(`${at} methodCall`, call.methodCall, want.methodCall)
    if (want.callId !== undefined) same(`${at} callId`, call.callId, want.callId)
    if (want.receiver !== undefined) same(`${at} receiver`, call.receiver?.name, want.receiver)
    if (want.error !== undefined) {
      const end = events.find((event) => event.type === 'callFinished' && event.callId === call.callId)
      same(`${at} error`, end?.type === 'callFinished' ? end.error?.excType : undefined, want.error)
    }
  }
}

function checkError(wanted: ExpectedError, error: GuestError, problems: string[]): void {
  const same: Same = (what, actual, want) => {
    if (actual !== want) problems.push(`error ${what}: expected ${JSON.stringify(want)}, got ${JSON.stringify(actual)}`)
  }
  same('type', error.excType, wanted.type)
  if (wanted.message !== undefined) same('message', error.message, wanted.message)
  if (wanted.messageContains !== undefined && !error.message.includes(wanted.messageContains)) {
    same('message', error.message, `…${wanted.messageContains}…`)
  }
  if (wanted.limit !== undefined) same('limit', error.limit?.limit ?? 'none', wanted.limit)
  if (wanted.scriptName !== undefined) same('scriptName', error.scriptName, wanted.scriptName)
  if (wanted.output !== undefined) same('output', error.output, wanted.output)
  if (!wanted.traceback) return
  same('number of frames', error.traceback.length, wanted.traceback.length)
  for (const [index, want] of wanted.traceback.entries()) {
    const frame = error.traceback[index]
    if (!frame) continue
    const at = `frame ${index + 1}`
    if (want.frame !== undefined) same(`${at} name`, frame.frameName ?? null, want.frame)
    if (want.line !== undefined) same(`${at} line`, frame.startLine, want.line)
    if (want.column !== undefined) same(`${at} column`, frame.startColumn, want.column)
    if (want.endLine !== undefined) same(`${at} end line`, frame.endLine, want.endLine)
    if (want.endColumn !== undefined) same(`${at} end column`, frame.endColumn, want.endColumn)
    if (want.preview !== undefined) same(`${at} preview`, frame.previewLine, want.preview)
    if (want.filename !== undefined) same(`${at} filename`, frame.filename, want.filename)
    if (want.hideCaret !== undefined) same(`${at} hideCaret`, frame.hideCaret, want.hideCaret)
  }
}

function checkUsage(wanted: NonNullable<Expectation['usage']>, usage: Usage, problems: string[]): void {
  for (const [name, { min, max }] of Object.entries(wanted)) {
    const value: unknown = Reflect.get(usage, name)
    if (typeof value !== 'number' || value < (min ?? value) || value > (max ?? value)) {
      problems.push(`usage.${name}: expected ${min ?? ''}…${max ?? ''}, got ${String(value)}`)
    }
  }
}

function checkDiagnostics(
  wanted: NonNullable<Expectation['diagnostics']>,
  found: TypeDiagnostics | null | undefined,
): string[] {
  if (wanted.length === 0) return found === null ? [] : [`expected null, got ${found?.text}`]
  const short = (rule: string, line: number, column: number | undefined): string => `${rule} at ${line}:${column}`
  const actual = found?.diagnostics ?? []
  const problems = wanted.flatMap((want, index) => {
    const got = actual[index]
    if (!got) return [`expected ${want.rule} in line ${want.line}`]
    const expected = short(want.rule, want.line, want.column ?? got.column)
    const seen = short(got.rule, got.line, got.column)
    const contains = got.message.includes(want.messageContains ?? '')
    return expected === seen && contains
      ? []
      : [`expected ${expected} ${want.messageContains ?? ''}, got ${seen} ${got.message}`]
  })
  return actual.length > wanted.length
    ? [...problems, `${actual.length - wanted.length} more: ${found?.text}`]
    : problems
}
