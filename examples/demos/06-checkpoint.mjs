// Prints arrive while the guest computes; a suspended run is saved to a file, and a new process goes on from there.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hostFunction } from '@interpreter-bridge/core'
import { filter, lastValueFrom, take, tap } from 'rxjs'

export const title = 'live printing and checkpoints'
export const needs = ['snapshots.turn', 'blockingHostFunctions']

const code = `
print('step 1')
total = sum(range(1000))
note = checkpoint('after step 1')
print('step 2')
f'{total} ({note})'
`

export async function run({ create, name, say }) {
  const bridge = await create()
  const file = join(mkdtempSync(join(tmpdir(), 'checkpoint-')), 'run.bin')
  bridge.register(
    hostFunction({
      name: 'checkpoint',
      params: [{ name: 'label', type: 'string' }],
      mode: 'blocking',
      handler: async ({ label }, context) => {
        writeFileSync(file, await context.dump())
        return label
      },
    }),
  )
  const { value } = await bridge.run(code)
  say(`this process: ${value}`)
  assert.equal(value, '499500 (after step 1)')

  const script = new URL('../child.mjs', import.meta.url).pathname
  const other = JSON.parse(execFileSync(process.execPath, [script, name, 'turn', file], { encoding: 'utf8' }))
  say(`another process: ${other.value}, having printed only ${JSON.stringify(other.output)}`)
  assert.deepEqual(other, { value: '499500 (after step 1, resumed: true)', output: 'step 2\n' })

  // Live: an endless program is stopped by its own third line.
  const seen = []
  const endless = 'i = 0\nwhile True:\n    print(i)\n    i += 1'
  await lastValueFrom(
    bridge.execute(endless).pipe(
      filter((event) => event.type === 'print'),
      take(3),
      tap((event) => seen.push(event.text)),
    ),
  )
  assert.deepEqual(seen, ['0\n', '1\n', '2\n'])
  await bridge.dispose()
}
