// Four scripts, each fed the value before; when one fails, the error and every frame name the right script.
import assert from 'node:assert/strict'

export const title = 'named scripts'
export const needs = ['kwargs']

const pipeline = [
  ['extract.py', "[{'n': n} for n in range(5)]"],
  ['clean.py', "[row['n'] for row in data if row['n'] > 0]"],
  ['divide.py', 'def share(n):\n    return 12 / (n - limit)\n[share(n) for n in data]'],
  ['report.py', "f'{len(data)} shares'"],
]

async function runAll(bridge, limit) {
  let data = null
  for (const [scriptName, code] of pipeline)
    data = (await bridge.run(code, { scriptName, inputs: { data, limit } })).value
  return data
}

export async function run({ create, say }) {
  const bridge = await create()
  assert.equal(await runAll(bridge, 9), '4 shares')
  const error = await runAll(bridge, 3).catch((thrown) => thrown)
  say(`${error.scriptName} failed: ${error.summary}`)
  assert.equal(error.scriptName, 'divide.py')
  assert.equal(error.excType, 'ZeroDivisionError')
  assert.ok(error.traceback.length >= 2 && error.traceback.every((frame) => frame.filename === 'divide.py'))
  assert.equal((await bridge.run('__name__')).value, '__main__')
  const unnamed = await bridge.run('1 / 0').catch((thrown) => thrown)
  assert.equal(unnamed.scriptName, 'main.py')
  await bridge.dispose()
}
