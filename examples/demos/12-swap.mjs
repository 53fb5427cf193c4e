// One program per language, one host function, one subscriber: only the backend's name differs.
import assert from 'node:assert/strict'
import { hostFunction } from '@interpreter-bridge/core'

export const title = 'swap the interpreter'
export const needs = []

const programs = {
  python: "print('asking')\nanswer = ask('how many?')\nprint('got', answer)\nanswer * 2",
  javascript: "console.log('asking')\nconst answer = ask('how many?')\nconsole.log('got', answer)\nanswer * 2",
}

export async function run({ create, say }) {
  const bridge = await create()
  bridge.register(hostFunction({ name: 'ask', params: [{ name: 'question', type: 'string' }], handler: () => 21 }))
  const lines = []
  await bridge.execute(programs[bridge.capabilities.language], { scriptName: 'program' }).forEach((event) => {
    const { type, text = '', name = '', value = '', result = '', args = '' } = event
    lines.push(`${type} ${[text.trim(), name, ...args, result, value].filter((part) => part !== '').join(' ')}`.trim())
  })
  for (const line of lines) say(line)
  assert.deepEqual(lines, [
    'runStarted',
    'print asking',
    'callStarted ask how many?',
    'callFinished ask 21',
    'print got 21',
    'runFinished 42',
  ])
  await bridge.dispose()
}
