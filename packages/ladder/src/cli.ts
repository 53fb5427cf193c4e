#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { type CommandOptions, diff, generated, list, oracle, report, run } from './commands.js'

const usage = `ladder — what each interpreter backend can do, and whether two of them behave alike

  ladder list [--tier 8..10] [--grep text]
  ladder run  [--backends native,wasm,quickjs] [--tier 8..10] [--grep text] [--bail] [--lenient]
              [--isolation thread|process] [--fixtures directory] [reports]
  ladder report in.jsonl [reports]               what an earlier run has found
  ladder diff a.jsonl b.jsonl                    where two runs differ, event by event
  ladder oracle [--tier 8..10] [--grep text]     what CPython and Node say of the expectations
  ladder generate [--backends native,wasm] [--runs 1000] [--seed 1]
                                                 generated programs, there and under CPython: the smallest that differs

  reports: [--jsonl out.jsonl] [--junit out.xml] [--html report.html] [--markdown LADDER.md]

A backend is native, wasm, quickjs, or the path of a module that exports createBackend().
`

const say = (text: string): void => void process.stdout.write(`${text}\n`)

async function main(): Promise<number> {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      backends: { type: 'string', default: 'native,wasm,quickjs' },
      tier: { type: 'string' },
      grep: { type: 'string' },
      fixtures: { type: 'string' },
      isolation: { type: 'string', default: 'inline' },
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string' },
      jsonl: { type: 'string' },
      junit: { type: 'string' },
      html: { type: 'string' },
      markdown: { type: 'string' },
      bail: { type: 'boolean', default: false },
      lenient: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const [command, ...files] = positionals
  const commands: Readonly<Record<string, (options: CommandOptions) => number | Promise<number>>> = {
    list,
    run,
    oracle,
    generate: generated,
    ...(files[0] === undefined ? {} : { report: (all) => report(files[0] as string, all) }),
    ...(files[1] === undefined ? {} : { diff: () => diff(files[0] as string, files[1] as string) }),
  }
  const chosen = command === undefined ? undefined : commands[command]
  if (chosen && !options.help) return chosen(options)
  say(usage)
  return options.help ? 0 : 2
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`ladder: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
