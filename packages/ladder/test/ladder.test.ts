import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineBridge, type GuestFault, type InterpreterEngine, resolveLimits } from '@interpreter-bridge/core'
import { type Script, ScriptedEngine, scriptedCapabilities } from '@interpreter-bridge/core/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { compare, LadderRunner, loadTiers, type Tier } from '../src/index.js'
import { needs } from '../src/run.js'

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

function load(fixtures: string, lenient?: (skipped: string) => void): Tier[] {
  const directory = mkdtempSync(join(tmpdir(), 'ladder-'))
  directories.push(directory)
  writeFileSync(join(directory, 'tier-01-test.yaml'), `tier: 1\ntitle: test\nfixtures:\n${fixtures}`)
  return loadTiers({ directory, lenient })
}

const good = '  - { id: 1, name: a, python: "1", expect: { value: 1 } }\n'

describe('reading fixtures', () => {
  test.each([
    [
      'an unknown field',
      good.replace('name: a', 'name: a, colour: red'),
      /tier-01-test\.yaml, fixture 1 "a": .*colour/,
    ],
    ['a duplicate id', good + good.replace('name: a', 'name: b'), /id 1 is used twice: "a" and "b"/],
    ['no expectation', good.replace(', expect: { value: 1 }', ''), /expect or feeds/],
    ['an unknown expectation', good.replace('value: 1', 'valu: 1'), /valu/],
    ['no program', good.replace(', python: "1"', ''), /no program/],
  ])('%s is an error before anything runs', (_, text, message) => {
    expect(() => load(text)).toThrow(message)
  })

  test('lenient skips what it does not know, and says so', () => {
    const skipped: string[] = []
    const tiers = load(good + good.replace('id: 1, name: a', 'id: 2, name: b, colour: red'), (text) =>
      skipped.push(text),
    )
    expect(tiers[0]?.fixtures.map((fixture) => fixture.id)).toEqual([1])
    expect(skipped).toEqual([expect.stringContaining('fixture 2 "b"')])
  })

  test('the own fixtures load, and no id is used twice', () => {
    const fixtures = loadTiers().flatMap((tier) => tier.fixtures)
    expect(fixtures.length).toBeGreaterThan(150)
  })
})

const usage = { timeMs: 1 }

/** Runs one fixture against a scripted guest, whose engine may lie about what it can do. */
async function climb(fixture: string, script: Script, claims: Partial<InterpreterEngine['capabilities']> = {}) {
  const [tier] = load(`  - { id: 1, name: a, python: x, ${fixture} }\n`)
  const runner = new LadderRunner('scripted', async () => new EngineBridge(new ScriptedEngine(script, claims)))
  const result = await runner.run(1, (tier as Tier).fixtures[0] as Tier['fixtures'][number])
  await runner.close()
  return result
}

const ends = (value: unknown): Script =>
  function* () {
    yield { turn: { kind: 'done', value, usage } }
  }
const fails = (fault: Partial<GuestFault>): Script =>
  function* () {
    yield { turn: { kind: 'failed', fault: { excType: 'ValueError', message: 'm', traceback: [], ...fault }, usage } }
  }

function refusalOf(limits: object): string {
  try {
    resolveLimits(scriptedCapabilities as never, limits)
    return ''
  } catch (error) {
    return String(error)
  }
}

describe('judging', () => {
  test.each([
    ['an equal value', 'expect: { value: [1, 2.0, a] }', ends([1n, 2, 'a']), 'pass'],
    ['a float for an int', 'expect: { value: 1 }', ends(1), 'fail'],
    ['a list for a tuple', 'expect: { value: !tuple [1] }', ends([1n]), 'fail'],
    ['any order where it does not matter', 'expect: { value: [b, a], sorted: true }', ends(['a', 'b']), 'pass'],
    ['part of a value', 'expect: { valueContains: ell }', ends('hello'), 'pass'],
    ['an error instead of a value', 'expect: { value: 1 }', fails({}), 'fail'],
    ['a value instead of an error', 'expect: { error: { type: ValueError } }', ends(1n), 'fail'],
    ['the expected error', 'expect: { error: { type: ValueError, message: m } }', fails({}), 'pass'],
    ['another type', 'expect: { error: { type: TypeError } }', fails({}), 'fail'],
    ['another message', 'expect: { error: { type: ValueError, message: n } }', fails({}), 'fail'],
    [
      'another number of frames',
      'expect: { error: { type: ValueError, traceback: [{ line: 1 }] } }',
      fails({}),
      'fail',
    ],
    ['no limit', 'expect: { error: { type: ValueError, limit: timeMs } }', fails({}), 'fail'],
    ['a print too few', 'expect: { print: [a] }', ends(null), 'fail'],
    ['a call too few', 'expect: { calls: [{ name: f }] }', ends(null), 'fail'],
    ['other events', 'expect: { events: [print a, finished] }', ends(null), 'fail'],
    ['a known failure', 'expect: { value: 1 }, knownFailure: { scripted: why }', ends(2n), 'known-failure'],
    ['a stale known failure', 'expect: { value: 1 }, knownFailure: { scripted: why }', ends(1n), 'unexpected-pass'],
    ['what the backend cannot do', 'requires: [typeCheck], expect: { diagnostics: [] }', ends(1n), 'unsupported'],
  ])('%s', async (_, fixture, script, verdict) => {
    expect((await climb(fixture, script)).verdict).toBe(verdict)
  })

  test('an engine that breaks is a crash, with the reason', async () => {
    const result = await climb('expect: { value: 1 }', function* () {
      yield { crash: new Error('boom') }
    })
    expect(result).toMatchObject({ verdict: 'crash', reason: 'Error: boom' })
  })

  test('a flag that claims too much fails, and one that claims too little is reported', async () => {
    const fixture = 'requires: [kwargs], expect: { value: 1 }'
    expect(await climb(fixture, ends(2n), { kwargs: true })).toMatchObject({ verdict: 'fail' })
    expect(await climb(fixture, ends(2n), { kwargs: false })).toMatchObject({ verdict: 'unsupported' })
    expect(await climb(fixture, ends(1n), { kwargs: false })).toMatchObject({
      verdict: 'unexpected-pass',
      reason: 'it passes, but the backend says that it needs kwargs: a capability is not declared',
    })
  })

  test('every capability is required by a fixture', () => {
    const fixtures = loadTiers().flatMap((tier) => tier.fixtures)
    const needed = new Set(fixtures.flatMap(needs))
    const flags = Object.entries(scriptedCapabilities).flatMap(([name, value]) =>
      typeof value === 'boolean' ? [name] : name === 'snapshots' ? ['snapshots.session', 'snapshots.turn'] : [],
    )
    const [, limits = ''] = /it takes (.*)$/.exec(refusalOf({ nonsense: 1 })) ?? []
    const all = [...flags, 'typeCheck', ...limits.split(', ').map((name) => `limits.${name}`)]
    expect(all.length).toBeGreaterThan(20)
    expect(all.filter((name) => !needed.has(name))).toEqual([])
  })

  test('a capability that does not exist is an error', async () => {
    await expect(climb('requires: [flying], expect: { value: 1 }', ends(1n))).rejects.toThrow(
      /flying is not a capability/,
    )
  })
})

describe('parity', () => {
  test('shows the first event that differs', async () => {
    const left = await climb('expect: {}', ends(1n))
    const right = await climb('expect: {}', ends(2n))
    expect(compare([left], [left])).toEqual([])
    expect(compare([left], [right])).toMatchObject([
      { id: 1, index: 1, leftEvent: expect.stringContaining('"1"'), rightEvent: expect.stringContaining('"2"') },
    ])
    expect(compare([left], [])).toMatchObject([{ id: 1, rightEvent: 'not run' }])
    const excepted = new Map([[1, 'a reason']])
    expect(compare([left], [right], excepted)).toEqual([])
    expect(compare([left], [left], excepted)).toMatchObject([
      { id: 1, rightEvent: expect.stringContaining('remove it') },
    ])
  })
})
