import type { LadderResult } from '../ladder.js'
import type { OracleVerdict } from '../oracle/oracle.js'
import type { Difference } from '../parity.js'
import { countResults, countsText } from './counts.js'

/** A failed fixture with what was expected and the events it produced. */
export function failureText(result: LadderResult): string {
  const head = `${result.verdict.toUpperCase()}  ${result.backend}  tier ${result.tier}, ${result.id} ${result.name}`
  const events = result.events.map((event) => `      ${JSON.stringify(event)}`)
  return [head, ...(result.reason ?? '').split('\n').map((line) => `    ${line}`), '    events:', ...events].join('\n')
}

/** Where two backends differ, event against event. */
export function differenceText(difference: Difference): string {
  const at = difference.index < 0 ? 'verdict' : `event ${difference.index}`
  return `DIFFERS  ${difference.id} ${difference.name}, ${at}\n    ${difference.left}: ${difference.leftEvent}\n    ${difference.right}: ${difference.rightEvent}`
}

export function summary(results: readonly LadderResult[], differences: readonly Difference[]): string {
  return `${countsText(countResults(results))}, ${differences.length} parity differences`
}

/** One fixture on which the real interpreter does not agree as it should. */
export function oracleText({ fixture, language, verdict, reason }: OracleVerdict): string {
  return `${verdict.toUpperCase()}  ${fixture.id} ${fixture.name} (${language})\n    ${reason.replaceAll('\n', '\n    ')}`
}
