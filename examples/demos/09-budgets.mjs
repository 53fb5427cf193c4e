// Two tenants with different budgets run the same hostile programs; each limit stops them with an error that names it.
import assert from 'node:assert/strict'

export const title = 'budgets'
export const needs = ['limits.maxAllocations']

const hostile = {
  memoryBytes:
    'a = []\nwhile True:\n    try:\n        a.append("x" * 10000 + str(len(a)))\n    except MemoryError:\n        pass',
  timeMs: 'while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass',
  maxAllocations: 'a = []\nwhile True:\n    a.append("x" * 100 + str(len(a)))',
  stackDepth: 'def f(n):\n    return f(n + 1)\nf(0)',
}
const types = {
  memoryBytes: 'MemoryError',
  timeMs: 'TimeoutError',
  maxAllocations: 'MemoryError',
  stackDepth: 'RecursionError',
}

/** What would stop a program before the limit it is about; also time, of which a busy machine takes more. */
const lifted = {
  memoryBytes: { maxAllocations: Number.POSITIVE_INFINITY },
  maxAllocations: { memoryBytes: 512 << 20 },
  stackDepth: {},
}

export async function run({ create, say }) {
  const small = await create({ limits: { memoryBytes: 4 << 20, timeMs: 100, maxAllocations: 50_000, stackDepth: 100 } })
  const large = await create({
    limits: { memoryBytes: 32 << 20, timeMs: 3000, maxAllocations: 2_000_000, stackDepth: 900 },
  })
  for (const [limit, code] of Object.entries(hostile)) {
    const used = []
    for (const [tenant, bridge] of [
      ['small', small],
      ['large', large],
    ]) {
      const only = limit === 'timeMs' ? {} : { timeMs: 60_000, ...lifted[limit] }
      const error = await bridge.run(code, { limits: only }).catch((thrown) => thrown)
      say(
        `${tenant}: ${error.excType}, ${error.limit?.limit} ${error.limit?.value}, used ${Math.round(error.limit?.used)}`,
      )
      assert.equal(error.excType, types[limit])
      assert.equal(error.limit.limit, limit)
      used.push(error.limit.used)
      assert.equal((await bridge.run('1 + 1')).value, 2)
    }
    assert.ok(used[1] > used[0], 'the larger budget allows more')
  }

  // The clock can be re-armed between turns, and time in the host is free.
  const turn = await small.start('def work():\n    return sum(range(300000))\nwork()\nphase()\nwork()\n"done"', {
    functions: ['phase'],
    limits: { timeMs: 5000 },
  })
  await new Promise((resolve) => setTimeout(resolve, 150))
  await turn.setMaxDuration(5000)
  const end = await turn.resume(null)
  assert.equal(end.value, 'done')
  const stopped = await small.start('phase()\nwhile True: pass', { functions: ['phase'], limits: { timeMs: 5000 } })
  await stopped.setMaxDuration(30)
  const late = await stopped.resume(null)
  say(`re-armed to 30 ms: ${late.error.summary}`)
  assert.equal(late.error.limit.value, 30)
  await small.dispose()
  await large.dispose()
}
