// A session: variables and functions persist, an error leaves it usable, and it goes on in another process.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const title = 'a session, dumped and loaded in another process'
export const needs = ['sessions', 'snapshots.session']

export async function run({ create, name, say }) {
  const bridge = await create()
  const session = await bridge.openSession()
  await session.feed('prices = {"tea": 3}')
  await session.feed('def total(item, n):\n    return prices[item] * n')
  say(`total('tea', 4) is ${(await session.call('total', ['tea', 4])).value}`)

  const error = await session.feed('1 / 0').catch((thrown) => thrown)
  say(`the session met a ${error.excType} and lives on`)
  assert.equal(error.excType, 'ZeroDivisionError')
  assert.deepEqual((await session.feed('prices')).value, { tea: 3 })

  for (const [code, expected] of [
    ['x = (', 'incomplete'],
    ['if x:', 'incompleteBlock'],
    ['x = 1', 'complete'],
  ]) {
    assert.equal(await session.continuation(code), expected)
  }

  const file = join(mkdtempSync(join(tmpdir(), 'session-')), 'session.bin')
  writeFileSync(file, await session.dump())
  await bridge.dispose()
  const script = new URL('../child.mjs', import.meta.url).pathname
  const answer = execFileSync(process.execPath, [script, name, 'session', file], { encoding: 'utf8' })
  say(`another process loaded it: ${answer.trim()}`)
  assert.equal(answer.trim(), 'total of 5 teas: 15')
}
