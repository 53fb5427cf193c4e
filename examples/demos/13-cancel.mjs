// Cancel in every phase; the next run works, and nothing is left waiting.
import assert from 'node:assert/strict'
import { hostFunction } from '@interpreter-bridge/core'
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs'

export const title = 'cancel anything'
export const needs = ['asyncHostFunctions']

const programs = {
  python: {
    computing: 'i = 0\nwhile True:\n    print(i)\n    i += 1',
    endless: 'while True: pass',
    waiting: 'await hang()',
    futures: 'import asyncio\nawait asyncio.gather(hang(), hang())',
  },
  javascript: {
    computing: 'for (let i = 0; ; i++) console.log(i)',
    endless: 'while (true);',
    waiting: 'await hang()',
    futures: 'await Promise.all([hang(), hang()])',
  },
}

export async function run({ create, say }) {
  const bridge = await create()
  const code = programs[bridge.capabilities.language]
  let aborted = 0
  bridge.register(
    hostFunction({
      name: 'hang',
      params: [],
      handler: (_, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            aborted++
            reject(signal.reason)
          }),
        ),
    }),
  )
  const works = async () => assert.equal((await bridge.run('1 + 1')).value, 2)

  const events = await lastValueFrom(bridge.execute(code.computing).pipe(take(5), toArray()))
  assert.equal(events.length, 5)
  await works()
  say('computing: unsubscribed after five events')

  for (const phase of ['waiting', 'futures']) {
    const controller = new AbortController()
    const end = lastValueFrom(bridge.execute(code[phase], { signal: controller.signal }))
    controller.abort(`no longer needed while ${phase}`)
    const event = await end
    assert.equal(event.type, 'runCancelled')
    assert.equal(event.reason, `no longer needed while ${phase}`)
    await works()
    say(`${phase}: ${event.type}, because ${event.reason}`)

    await firstValueFrom(bridge.execute(code[phase]))
    await works()
  }
  assert.ok(aborted >= 3, 'the handlers were told')

  if (bridge.capabilities.sessions) {
    const session = await bridge.openSession()
    await session.feed('1')
    const already = AbortSignal.abort('between feeds')
    await assert.rejects(session.feed('2', { signal: already }), { code: 'cancelled' })
    assert.equal((await session.feed('3')).value, 3)
    say('between feeds: the session goes on')
  }
  const last = bridge.run(code.waiting)
  await bridge.dispose()
  await assert.rejects(last, { code: 'cancelled' })
  say('disposed: the last run was cancelled')

  // A guest that never needs the host blocks its thread: here one of its own.
  const isolated = await create({ isolation: 'thread', limits: { timeMs: Number.POSITIVE_INFINITY } })
  const controller = new AbortController()
  const endless = isolated.run(code.endless, { signal: controller.signal })
  setTimeout(() => controller.abort('enough'), 50)
  await assert.rejects(endless, { code: 'cancelled', cause: 'enough' })
  assert.equal((await isolated.run('1 + 1')).value, 2)
  await isolated.dispose()
  say('an endless loop in a thread was killed, and the next run works')
}
