import { isBad, type LadderResult } from '../ladder.js'
import { countResults } from './counts.js'
import { groupBy } from './group-by.js'

/** The results as JUnit XML, which continuous integration shows: a suite for each backend and tier. */
export function junit(results: readonly LadderResult[]): string {
  const suites = groupBy(results, ({ backend, tier }) => `${backend} tier ${tier}`)
  const body = [...suites].map(([name, cases]) => suite(name, cases)).join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ladder"${counts(results)}>\n${body}\n</testsuites>\n`
}

function suite(name: string, results: readonly LadderResult[]): string {
  return `  <testsuite name="${xml(name)}"${counts(results)}>\n${results.map(testCase).join('\n')}\n  </testsuite>`
}

function counts(results: readonly LadderResult[]): string {
  const { failed, known, unsupported } = countResults(results)
  const seconds = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000
  return ` tests="${results.length}" failures="${failed}" skipped="${known + unsupported}" time="${seconds.toFixed(3)}"`
}

function testCase({ backend, id, name, verdict, reason = '', durationMs }: LadderResult): string {
  const head = `    <testcase classname="${xml(backend)}" name="${xml(`${id} ${name}`)}" time="${(durationMs / 1000).toFixed(3)}"`
  const why = reason.split('\n')[0] ?? ''
  if (isBad(verdict)) {
    return `${head}><failure type="${verdict}" message="${xml(why)}">${xml(reason)}</failure></testcase>`
  }
  // JUnit knows no known failures: they are skipped, and say what they are.
  return verdict === 'pass' ? `${head}/>` : `${head}><skipped message="${xml(`${verdict}: ${why}`)}"/></testcase>`
}

/** Text in XML 1.0, which has no way to write control characters. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
