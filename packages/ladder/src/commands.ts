import { availableParallelism } from 'node:os'
import { loadBackend } from './backends.js'
import { climb } from './climb.js'
import { languagesOf, type Tier } from './fixture.js'
import { generate } from './generate/generate.js'
import { isBad, type LadderResult, select } from './ladder.js'
import { loadParityExceptions, loadTiers } from './load.js'
import { consult } from './oracle/consult.js'
import { findPython } from './oracle/cpython.js'
import { compare } from './parity.js'
import { groupBy } from './report/group-by.js'
import { matrix, matrixText } from './report/matrix.js'
import { Progress } from './report/progress.js'
import { differenceText, failureText, oracleText, summary } from './report/terminal.js'
import { type ReportFiles, readResults, writeReports } from './report/write.js'

/** The command line's options. */
export interface CommandOptions extends ReportFiles {
  readonly backends: string
  readonly tier?: string | undefined
  readonly grep?: string | undefined
  readonly fixtures?: string | undefined
  readonly isolation: string
  readonly runs: string
  readonly seed?: string | undefined
  readonly bail: boolean
  readonly lenient: boolean
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function chosen(options: CommandOptions): Tier[] {
  const tiers = options.tier === undefined ? undefined : parseTiers(options.tier)
  const all = loadTiers({
    ...(options.fixtures === undefined ? {} : { directory: options.fixtures }),
    lenient: options.lenient ? (skipped) => say(`skipped ${skipped}`) : undefined,
  })
  const found = select(all, {
    ...(tiers ? { tiers } : {}),
    ...(options.grep === undefined ? {} : { grep: options.grep }),
  })
  if (found.length === 0) throw new Error('no fixture matches --tier and --grep')
  return found
}

function parseTiers(text: string): Set<number> {
  const numbers = text.split(',').flatMap((part) => {
    const match = /^(\d+)(?:\.\.(\d+))?$/.exec(part)
    if (!match) throw new Error(`--tier takes numbers and ranges such as 1..9,15, not ${text}`)
    const from = Number(match[1])
    return Array.from({ length: Number(match[2] ?? from) - from + 1 }, (_, index) => from + index)
  })
  return new Set(numbers)
}

export function list(options: CommandOptions): number {
  for (const tier of chosen(options)) {
    say(`tier ${tier.tier}: ${tier.title}`)
    for (const fixture of tier.fixtures) {
      const languages = languagesOf(fixture).join(', ')
      say(
        `  ${String(fixture.id).padStart(4)}  ${fixture.name}  [${languages}]${fixture.requires ? `  needs ${fixture.requires.join(', ')}` : ''}`,
      )
    }
  }
  return 0
}

/** Runs fixtures. Exit code 0 only if nothing failed, nothing crashed, and both Monty builds agree. */
export async function run(options: CommandOptions): Promise<number> {
  const tiers = chosen(options)
  const backends = options.backends.split(',')
  const { isolation, bail, fixtures: directory } = options
  if (isolation !== 'inline' && isolation !== 'thread' && isolation !== 'process')
    throw new Error('--isolation is inline, thread or process')
  const progress = new Progress(backends, tiers)
  const onResult = progress.show.bind(progress)
  const processes = availableParallelism()
  const results = await climb(backends, tiers, { isolation, directory, processes, bail, onResult })
  progress.end()
  const of = (backend: string) => results.filter((result) => result.backend === backend)
  // In threads, when a handler settles is the threads' business.
  const both = backends.includes('native') && backends.includes('wasm') && isolation === 'inline'
  const differences = both ? compare(of('native'), of('wasm'), loadParityExceptions(directory)) : []
  for (const result of results) if (isBad(result.verdict)) say(failureText(result))
  for (const difference of differences) say(differenceText(difference))
  say(`\n${matrixText(matrix(tiers, backends, results))}\n`)
  writeReports(options, tiers, backends, results)
  say(`ladder: ${summary(results, differences)}`)
  return results.some((result) => isBad(result.verdict)) || differences.length > 0 ? 1 : 0
}

/** Writes reports of an earlier run, and shows its matrix. */
export function report(file: string, options: CommandOptions): number {
  const results = readResults(file)
  const known = new Set(results.map(({ tier }) => tier))
  const tiers = chosen(options).filter(({ tier }) => known.has(tier))
  const backends = [...new Set(results.map(({ backend }) => backend))]
  writeReports(options, tiers, backends, results)
  say(`${matrixText(matrix(tiers, backends, results))}\n\nladder: ${summary(results, [])}`)
  return 0
}

/** Asks CPython and Node. Exit code 1 where they disagree without a reason. */
export async function oracle(options: CommandOptions): Promise<number> {
  const fixtures = chosen(options).flatMap((tier) => tier.fixtures)
  let bad = 0
  for (const language of ['python', 'javascript'] as const) {
    const { oracle: name, verdicts } = await consult(fixtures, language)
    if (!name) {
      say(`${language}: skipped, there is no python3 of 3.11 or later here`)
      continue
    }
    const wrong = verdicts.filter(({ verdict }) => verdict === 'differs' || verdict === 'unexpected-agreement')
    for (const verdict of wrong) say(oracleText(verdict))
    const known = verdicts.filter(({ verdict }) => verdict === 'known-difference').length
    say(`${name}: ${verdicts.length - wrong.length - known} agree, ${known} known differences, ${wrong.length} wrong`)
    bad += wrong.length
  }
  return bad > 0 ? 1 : 0
}

/** Compares two runs: backend with backend, or where each has only one, those two. Exit code 1 where they differ. */
export function diff(leftFile: string, rightFile: string): number {
  const [left, right] = [leftFile, rightFile].map((file) => groupBy(readResults(file), ({ backend }) => backend)) as [
    Map<string, LadderResult[]>,
    Map<string, LadderResult[]>,
  ]
  const [one] = left.values()
  const [other] = right.values()
  const pairs =
    left.size === 1 && right.size === 1
      ? [compare(one ?? [], other ?? [])]
      : [...new Set([...left.keys(), ...right.keys()])].map((name) =>
          compare(left.get(name) ?? [], right.get(name) ?? []),
        )
  const differences = pairs.flat()
  for (const difference of differences) say(differenceText(difference))
  say(`ladder: ${differences.length} differences`)
  return differences.length > 0 ? 1 : 0
}

/** Generated programs. Exit code 1 with the smallest on which two disagree. */
export async function generated(options: CommandOptions): Promise<number> {
  const [runs, seed] = [Number(options.runs), options.seed === undefined ? undefined : Number(options.seed)]
  if (!(runs >= 1)) throw new Error('--runs takes a number')
  const names = options.backends.split(',').filter((name) => name !== 'quickjs')
  const bridges = await Promise.all(names.map(async (name) => [name, await (await loadBackend(name))()] as const))
  const python = await findPython()
  const who = [...names, ...(python ? [`CPython ${python.version}`] : [])].join(', ')
  const found = await generate({ backends: Object.fromEntries(bridges), python: python?.command, runs, seed })
  for (const [, bridge] of bridges) await bridge.dispose()
  say(found ? `${found.program}\n\n${found.reason}\n\nseed ${found.seed}` : `${runs} programs: ${who} agree`)
  return found ? 1 : 0
}
