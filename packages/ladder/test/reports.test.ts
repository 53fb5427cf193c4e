import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
// The built package: climbing starts a file beside it.
import { climb, fixtureSources, html, junit, type LadderResult, loadTiers, matrix, summary } from '../dist/index.js'

const result = (over: Partial<LadderResult>): LadderResult => ({
  schemaVersion: 1,
  backend: 'one',
  backendVersion: 'engine 1',
  tier: 1,
  id: 1,
  name: 'a',
  verdict: 'pass',
  events: [],
  durationMs: 2,
  ...over,
})

describe('junit', () => {
  test('has a case for each result, and no character that XML cannot have', () => {
    const text = junit([
      result({}),
      result({ id: 2, name: '<b> & "c"', verdict: 'fail', reason: 'expected 1\ngot \u0000' }),
      result({ id: 3, verdict: 'unsupported', reason: 'needs x' }),
    ])
    expect(text).toContain('<testsuite name="one tier 1" tests="3" failures="1" skipped="1" time="0.006">')
    expect(text).toContain('name="2 &#60;b&#62; &#38; &#34;c&#34;"')
    expect(text).toContain('<failure type="fail" message="expected 1">expected 1\ngot \ufffd</failure>')
    expect(text).toContain('<skipped message="unsupported: needs x"/>')
  })
})

describe('there is one count', () => {
  const verdicts = ['pass', 'pass', 'known-failure', 'fail', 'crash', 'unsupported', 'known-failure'] as const
  const results = verdicts.map((verdict, id) => result({ id, verdict, reason: 'why' }))
  const tiers = [{ tier: 1, title: 't', fixtures: [] }]

  test('in the closing line, where known failures have not passed', () => {
    expect(summary(results, [])).toBe('2 passed, 2 known failures, 2 failed, 1 unsupported, 0 parity differences')
    expect(summary(results.slice(0, 2), [])).toBe('2 passed, 0 failed, 0 unsupported, 0 parity differences')
  })

  test('in the matrix and in the page', () => {
    expect(matrix(tiers, ['one'], results)[1]).toEqual(['1', 't', '2/6 (2 known)'])
    const page = html(tiers, ['one'], results, new Map())
    const [, json = ''] = /id="data">(.*?)<\/script>/s.exec(page) ?? []
    expect(JSON.parse(json)).toMatchObject({
      summary: '2 passed, 2 known failures, 2 failed, 1 unsupported',
      tiers: [{ cells: [{ score: '2/6 (2 known)', part: 1 / 3 }] }],
    })
  })

  test('in JUnit, where what is known is skipped and says so', () => {
    const text = junit(results)
    expect(text).toContain('<testsuites name="ladder" tests="7" failures="2" skipped="3"')
    expect(text.match(/<skipped message="known-failure: why"\/>/g)).toHaveLength(2)
  })
})

describe('the page', () => {
  test('is self-contained, has every fixture with its source, and cannot be broken out of', () => {
    const tiers = loadTiers().slice(0, 1)
    const events = [{ type: 'print' as const, text: '</script><script>alert(1)</script>' }]
    const page = html(tiers, ['one'], [result({ events })], fixtureSources())
    expect(page.match(/<\/script>/g)).toHaveLength(2)
    expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=/)
    const [, json = ''] = /id="data">(.*?)<\/script>/s.exec(page) ?? []
    const data = JSON.parse(json)
    expect(data.tiers[0].fixtures).toHaveLength(tiers[0]?.fixtures.length as number)
    expect(data.tiers[0].fixtures[0]).toMatchObject({ id: 1, source: expect.stringContaining('python: 2 + 3 * 4') })
    expect(data.tiers[0].fixtures[0].results[0].events[0]).toContain('</script>')
  })
})

describe('climbing', () => {
  const directory = mkdtempSync(join(tmpdir(), 'climb-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const fixtures = ['quiet', 'die', 'after'].map(
    (name, index) => `  - { id: ${index + 1}, name: ${name}, python: ${name}, expect: { value: 1 } }`,
  )
  writeFileSync(join(directory, 'tier-01-test.yaml'), `tier: 1\ntitle: test\nfixtures:\n${fixtures.join('\n')}\n`)
  const core = resolve(import.meta.dirname, '../../bridge-core/dist')
  writeFileSync(
    join(directory, 'backend.mjs'),
    `import { EngineBridge } from '${core}/index.js'
     import { ScriptedEngine } from '${core}/testing.js'
     export const createBackend = async () => new EngineBridge(new ScriptedEngine(function* ({ code }) {
       if (code === 'die') process.exit(7)
       yield { turn: { kind: 'done', value: 1n, usage: { timeMs: 0 } } }
     }))`,
  )
  const run = (backend: string, bail: boolean): Promise<LadderResult[]> =>
    climb([backend], loadTiers({ directory }), {
      isolation: 'inline',
      directory,
      processes: 2,
      bail,
      onResult: () => undefined,
    })

  test('a fixture that takes the process down is a crash, and the next one runs', async () => {
    const results = await run(join(directory, 'backend.mjs'), false)
    expect(results.map(({ name, verdict, reason }) => [name, verdict, reason])).toEqual([
      ['quiet', 'pass', undefined],
      ['die', 'crash', 'the process ended with code 7'],
      ['after', 'pass', undefined],
    ])
  })

  test('--bail ends it there', async () => {
    expect(await run(join(directory, 'backend.mjs'), true)).toHaveLength(2)
  })

  test('a backend that is not there is one sentence', async () => {
    await expect(run('nowhere', false)).rejects.toThrow(/^backend nowhere could not be loaded \(the known names are/)
  })
})
