// `npm test`: sets up, builds, runs every suite, and prints the sum over all of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { root, run, Stop, say } from './say.mjs'
import { setup, turbo } from './setup.mjs'

run(async () => {
  await setup()
  say('building and testing: Rust, TypeScript, the ladder on each backend, parity, examples')
  let failure
  try {
    await turbo('build', 'build:rust', 'typecheck', 'test', '//#test:rust', '--concurrency=2', '--continue')
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    failure = error
  }
  const suites = reports()
  if (!failure && !suites.some(({ suite }) => suite === 'rust'))
    throw new Stop('The Rust tests left no report: were they run?')
  for (const { suite, passed, failed } of suites) say(`${suite}: ${passed} passed, ${failed} failed`)
  const sum = (key) => suites.reduce((total, suite) => total + suite[key], 0)
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`)
  if (failure) throw failure
})

/** The counts that each suite has left. */
function reports() {
  const found = existsSync(`${root}reports/rust.json`)
    ? [JSON.parse(readFileSync(`${root}reports/rust.json`, 'utf8'))]
    : []
  const directories = [
    ...readdirSync(`${root}packages`).map((name) => `packages/${name}`),
    'integration',
    'examples',
    'scripts',
  ]
  for (const directory of directories) {
    const file = `${root}${directory}/reports/vitest.json`
    if (!existsSync(file)) continue
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'))
    found.push({ suite: directory, passed: numPassedTests, failed: numFailedTests })
  }
  return found
}
