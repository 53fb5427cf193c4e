#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadBackend } from './backends.js'
import { languagesOf, type Tier } from './fixture.js'
import { isBad, type LadderResult, LadderRunner, select } from './ladder.js'
import { loadTiers } from './load.js'
import { consult } from './oracle/consult.js'
import { compare, type Difference } from './parity.js'
import { matrix, matrixMarkdown, matrixText } from './report/matrix.js'
import { differenceText, failureText, oracleText, summary } from './report/terminal.js'

const usage = `ladder — what each interpreter backend can do, and whether two of them behave alike

  ladder list [--tier 8..10] [--grep text]
  ladder run  [--backends native,wasm,quickjs] [--tier 8..10] [--grep text] [--bail] [--lenient]
              [--isolation thread] [--fixtures directory] [--jsonl out.jsonl] [--markdown LADDER.md]
  ladder diff a.jsonl b.jsonl
  ladder oracle [--tier 8..10] [--grep text]     what CPython and Node say of the expectations

A backend is native, wasm, quickjs, or the path of a module that exports createBackend().
`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    backends: { type: 'string', default: 'native,wasm,quickjs' },
    tier: { type: 'string' },
    grep: { type: 'string' },
    fixtures: { type: 'string' },
    isolation: { type: 'string', default: 'inline' },
    jsonl: { type: 'string' },
    markdown: { type: 'string' },
    bail: { type: 'boolean', default: false },
    lenient: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const say = (text: string): void => void process.stdout.write(`${text}\n`)

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`ladder: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}

async function main(): Promise<number> {
  const [command, ...files] = positionals
  if (options.help) return help(0)
  switch (command) {
    case 'list':
      return list()
    case 'run':
      return run()
    case 'diff':
      return diff(files)
    case 'oracle':
      return oracle()
    default:
      return help(2)
  }
}

function help(code: number): number {
  say(usage)
  return code
}

function chosen(): Tier[] {
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

function list(): number {
  for (const tier of chosen()) {
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

async function run(): Promise<number> {
  const tiers = chosen()
  const backends = options.backends.split(',')
  const { isolation } = options
  if (isolation !== 'inline' && isolation !== 'thread') throw new Error('--isolation is inline or thread')
  const results: LadderResult[] = []
  for (const backend of backends) {
    const create = await loadBackend(backend)
    const runner = new LadderRunner(backend, () => create({ isolation }))
    const bad = await climb(backend, runner, tiers, results)
    await runner.close()
    if (bad && options.bail) break
  }
  if (options.jsonl !== undefined)
    writeFileSync(options.jsonl, results.map((result) => `${JSON.stringify(result)}\n`).join(''))
  const differences = backends.includes('native') && backends.includes('wasm') ? parity(results) : []
  for (const result of results) if (isBad(result.verdict)) say(failureText(result))
  for (const difference of differences) say(differenceText(difference))
  const rows = matrix(tiers, backends, results)
  say(`\n${matrixText(rows)}\n`)
  if (options.markdown !== undefined) writeMarkdown(options.markdown, rows)
  say(`ladder: ${summary(results, differences)}`)
  return results.some((result) => isBad(result.verdict)) || differences.length > 0 ? 1 : 0
}

/** Runs the tiers on one backend, a character for each fixture. True when something failed. */
async function climb(
  backend: string,
  runner: LadderRunner,
  tiers: readonly Tier[],
  results: LadderResult[],
): Promise<boolean> {
  process.stdout.write(`${backend.padEnd(8)} `)
  const marks = {
    pass: '.',
    'known-failure': 'k',
    unsupported: ' ',
    fail: 'F',
    'unexpected-pass': 'U',
    crash: 'C',
    timeout: 'T',
  }
  let bad = false
  for (const tier of tiers) {
    for (const fixture of tier.fixtures) {
      const result = await runner.run(tier.tier, fixture)
      results.push(result)
      if (result.verdict !== 'unsupported') process.stdout.write(marks[result.verdict])
      bad ||= isBad(result.verdict)
      if (bad && options.bail) break
    }
    if (bad && options.bail) break
  }
  say('')
  return bad
}

function parity(results: readonly LadderResult[]): Difference[] {
  const of = (backend: string): LadderResult[] => results.filter((result) => result.backend === backend)
  return compare(of('native'), of('wasm'))
}

function writeMarkdown(file: string, rows: readonly (readonly string[])[]): void {
  const head =
    '# The ladder\n\nPassed fixtures of those a backend supports. Generated by `pnpm ladder run --markdown LADDER.md`.\n\n'
  writeFileSync(file, head + matrixMarkdown(rows))
}

async function oracle(): Promise<number> {
  const fixtures = chosen().flatMap((tier) => tier.fixtures)
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

function diff(files: readonly string[]): number {
  const [left, right] = files
  if (left === undefined || right === undefined) return help(2)
  const differences = compare(readResults(left), readResults(right))
  for (const difference of differences) say(differenceText(difference))
  say(`ladder: ${differences.length} differences`)
  return differences.length > 0 ? 1 : 0
}

function readResults(file: string): LadderResult[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      const result: LadderResult = JSON.parse(line)
      if (result.schemaVersion !== 1)
        throw new Error(`${file}:${index + 1} has schemaVersion ${String(result.schemaVersion)}, this command reads 1`)
      return result
    })
}
