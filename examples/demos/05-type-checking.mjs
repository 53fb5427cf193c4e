// Check what an agent wrote before running it: check, fix, check again, run.
import assert from 'node:assert/strict'
import { hostFunction } from '@interpreter-bridge/core'

export const title = 'type checking before running'
export const needs = ['typeCheck']

const draft = `
users = find_users('Paris', limit='three')
names = [u['name'] for u in users]
', '.join(nmaes)
`
const fixed = draft.replace("'three'", '3').replace('nmaes', 'names')

export async function run({ create, say }) {
  const bridge = await create()
  let calls = 0
  bridge.register(
    hostFunction({
      name: 'find_users',
      params: [
        { name: 'city', type: 'string' },
        { name: 'limit', type: 'integer', default: 10 },
      ],
      returns: 'list[dict[str, str]]',
      handler: () => {
        calls++
        return [{ name: 'Ada' }, { name: 'Grace' }]
      },
    }),
  )

  // The declarations of registered functions are made from their schemas.
  const found = await bridge.typeCheck(draft, { scriptName: 'agent.py' })
  for (const { file, line, column, rule, message } of found.diagnostics)
    say(`${file}:${line}:${column} ${rule}: ${message}`)
  assert.deepEqual(
    found.diagnostics.map(({ file, line, column, rule, severity }) => [file, line, column, rule, severity]),
    [
      ['agent.py', 2, 29, 'invalid-argument-type', 'error'],
      ['agent.py', 4, 11, 'unresolved-reference', 'error'],
    ],
  )
  assert.match(found.text, / --> agent\.py:2:29\n/)
  assert.equal(calls, 0, 'nothing was run')

  const texts = {
    concise: /^agent\.py:2:29: error\[invalid-argument-type\] /,
    json: /^\[\n/,
    jsonlines: /^\{"cell":null,"code":"invalid-argument-type"/,
    github: /^::error title=/,
    gitlab: /"check_name": "invalid-argument-type"/,
    pylint: /agent\.py:2: \[invalid-argument-type\]/,
    rdjson: /"diagnostics": \[/,
    azure: /^##vso\[task\.logissue type=error/,
  }
  for (const [format, pattern] of Object.entries(texts)) {
    const { text } = await bridge.typeCheck(draft, { scriptName: 'agent.py', format })
    assert.match(text, pattern, format)
  }
  say(`also as ${Object.keys(texts).join(', ')}`)

  assert.equal(await bridge.typeCheck(fixed), null)
  const { value } = await bridge.run(fixed)
  assert.equal(value, 'Ada, Grace')
  say(`fixed, checked again, run: ${value}`)
  await bridge.dispose()
}
