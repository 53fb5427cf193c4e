// Errors with types, frames and source lines; dispatched on by type, printed as CPython prints them.
import assert from 'node:assert/strict'
import { formatTraceback } from '@interpreter-bridge/core'

export const title = 'rich errors'
export const needs = ['kwargs']

const code = `def parse(text):
    return int(text)

def load(rows):
    return [parse(row) for row in rows]

load(['1', 'two'])
`

export async function run({ create, say }) {
  const bridge = await create()
  const error = await bridge.run(code, { scriptName: 'import.py' }).catch((thrown) => thrown)
  const text = formatTraceback(error)
  for (const line of text.split('\n')) say(line)
  assert.equal(error.excType, 'ValueError')
  const frames = error.traceback.filter((frame) => frame.frameName !== '<listcomp>')
  assert.deepEqual(
    frames.map((frame) => [frame.frameName, frame.startLine]),
    [
      ['<module>', 7],
      ['load', 5],
      ['parse', 2],
    ],
  )
  assert.match(
    text,
    /^Traceback \(most recent call last\):\n {2}File "import.py", line 7, in <module>\n {4}load\(\['1', 'two'\]\)\n/,
  )
  assert.match(text, /ValueError: invalid literal for int\(\) with base 10: 'two'$/)

  const advice = { KeyError: 'check the key', ValueError: 'check the input', SyntaxError: 'check the code' }
  for (const [program, expected] of [
    ['{}["x"]', 'check the key'],
    ['int("x")', 'check the input'],
    ['def f(:', 'check the code'],
  ]) {
    const { excType } = await bridge.run(program).catch((thrown) => thrown)
    assert.equal(advice[excType], expected)
  }
  const syntax = await bridge.run('x = 1\ny = = 2').catch((thrown) => thrown)
  say(
    `a SyntaxError at line ${syntax.traceback[0].startLine}, column ${syntax.traceback[0].startColumn}: ${syntax.message}`,
  )
  assert.equal(syntax.traceback[0].startLine, 2)
  await bridge.dispose()
}
