import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BridgeError, GuestError, hostFunction, type InterpreterBridge } from '@interpreter-bridge/core'
import { isBad, LadderRunner, loadTiers } from '@interpreter-bridge/ladder'
import { lastValueFrom, toArray } from 'rxjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backends, monty } from './backends.js'

const endless = { python: 'while True: pass', javascript: 'while (true);' }
/** A builtin without a checkpoint: nothing inside the interpreter can stop it. */
const stuck = {
  python: 'import math\nmath.gcd(10 ** 3000000 + 1, 10 ** 2999999 + 7)',
  javascript: 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
}
/** With nobody in the way, a promise that has settled is seen before the guest's next call; a process takes longer. */
const dependsOnTiming = new Set([452, 459, 1901, 2940])
const onLinux = process.platform === 'linux'

/** The children of this process, by number. */
function children(): number[] {
  return readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}

describe.each(Object.keys(backends))('%s in processes', (name) => {
  let bridge: InterpreterBridge
  const create = backends[name] as (typeof backends)[string]
  const before = onLinux ? children() : []

  beforeEach(async () => {
    bridge = await create({ isolation: 'process' })
  })

  afterEach(async () => {
    expect((await bridge.run('1 + 1')).value, 'the next run works').toBe(2)
    await bridge.dispose()
    if (onLinux) expect(children(), 'no process is left').toEqual(before)
  })

  test('it climbs the ladder', async () => {
    const runner = new LadderRunner(name, () => create({ isolation: 'process' }))
    const tiers = loadTiers().map((tier) => ({
      ...tier,
      fixtures: tier.fixtures.filter(({ id }) => !dependsOnTiming.has(id)),
    }))
    const failed = (await runner.runAll(tiers)).filter(({ verdict }) => isBad(verdict))
    expect(failed.map(({ id, name: what, verdict, reason }) => `${id} ${what}: ${verdict} ${reason}`)).toEqual([])
  }, 300_000)

  test('a guest that nothing inside can stop ends at its time limit, and others go on meanwhile', async () => {
    const { language } = bridge.capabilities
    const both = await create({ isolation: 'process', concurrency: 'parallel' })
    try {
      const failure = (code: string): Promise<unknown> =>
        both.run(code, { limits: { timeMs: 300 } }).catch((thrown: unknown) => thrown)
      const stopped = [failure(endless[language]), failure(stuck[language])]
      expect((await both.run('2 + 2')).value).toBe(4)
      for (const error of await Promise.all(stopped)) {
        expect(error).toBeInstanceOf(GuestError)
        expect((error as GuestError).limit?.limit).toBe('timeMs')
      }
    } finally {
      await both.dispose()
    }
  })

  test.runIf(onLinux)('a process that is killed costs its run one terminal event, and nobody else', async () => {
    const others = new Set(children())
    // No spare: whom the handler kills is the guest's own process, and its run is told when it has ended.
    const own = await create({ isolation: 'process', processes: { spare: 0 } })
    try {
      own.register(
        hostFunction({
          name: 'kill',
          params: [],
          handler: () => {
            for (const pid of children()) if (!others.has(pid)) process.kill(pid, 'SIGKILL')
          },
        }),
      )
      const events = await lastValueFrom(own.execute('kill()\nkill()').pipe(toArray()))
      expect(events.at(-1)?.type).toBe('runFailed')
      expect(events.map(({ type }) => type).filter((type) => type.startsWith('run'))).toEqual([
        'runStarted',
        'runFailed',
      ])
      const error = await own.run('kill()').catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ cause: { code: 'engine-crashed' } })
      expect((error as GuestError).cause).toBeInstanceOf(BridgeError)
      expect((await own.run('1 + 1')).value).toBe(2)
    } finally {
      await own.dispose()
    }
  })

  test('a session keeps its process, and says that it died with it', async () => {
    const session = await bridge.openSession()
    await session.feed(bridge.capabilities.language === 'python' ? 'x = 20' : 'var x = 20')
    expect((await session.feed('x + 1')).value).toBe(21)
    await expect(session.feed(endless[bridge.capabilities.language])).rejects.toBeInstanceOf(GuestError)
    expect(session.dead).toBe(true)
    await expect(session.feed('x')).rejects.toMatchObject({ code: 'session-dead' })
    await session.dispose()
  }, 30_000)

  test('more guests than processes wait for one', async () => {
    const two = await create({ isolation: 'process', concurrency: 'parallel', processes: { max: 2, spare: 0 } })
    try {
      const values = await Promise.all([1, 2, 3, 4, 5].map((n) => two.run(`${n} * 2`)))
      expect(values.map(({ value }) => value)).toEqual([2, 4, 6, 8, 10])
      if (onLinux) expect(children().length - before.length).toBeLessThanOrEqual(5)
    } finally {
      await two.dispose()
    }
  })

  test('it says which limits hold in any case', async () => {
    const { isolation, hardLimits } = await bridge.isolationReport()
    expect(isolation).toBe('process')
    expect(hardLimits).toEqual(expect.arrayContaining(['memoryBytes', 'timeMs', 'wallClockMs', 'maxHostCalls']))
    await expect(create({ isolation: 'process', processes: { max: 0 } })).rejects.toMatchObject({
      code: 'invalid-argument',
    })
  })
})

describe.runIf(onLinux)('the worker of native Monty', () => {
  const file = fileURLToPath(
    new URL(
      `monty-worker.${process.platform}-${process.arch}`,
      import.meta.resolve('@interpreter-bridge/monty-native'),
    ),
  )

  test('shuts itself in: no file, no network, no other program', () => {
    const { stdout } = spawnSync(file, ['--probe'], { encoding: 'utf8', cwd: '/tmp' })
    const { walls, blocked } = JSON.parse(stdout)
    expect(walls.split(',')).toEqual(expect.arrayContaining(['no-new-privileges', 'seccomp']))
    expect(blocked).toEqual({ read: true, list: true, write: true, network: true, execute: true })
  })

  test('and the bridge says so', async () => {
    const bridge = await (backends.native as (typeof backends)[string])({ isolation: 'process' })
    const { walls } = await bridge.isolationReport()
    expect(walls).toEqual(expect.arrayContaining(['address-space', 'no-new-privileges', 'seccomp']))
    await bridge.dispose()
  })

  test('parses elsewhere, too', async () => {
    const bridge = await (backends.native as (typeof backends)[string])({ isolation: 'process' })
    const program = bridge.compile('x + 1', { inputs: ['x'] })
    expect((await program.run({ inputs: { x: 41 } })).value).toBe(42)
    const key = new Uint8Array(32).fill(7)
    const again = bridge.loadProgram(program.dump({ key }), { key })
    expect((await again.run({ inputs: { x: 1 } })).value).toBe(2)
    expect(() => bridge.loadProgram(program.dump(), { key })).toThrow(BridgeError)
    expect(() => bridge.compile('x +')).toThrow(GuestError)
    await bridge.dispose()
  })
})

test.each(monty)('%s: a snapshot of a process is one of any other place', async (name) => {
  const create = backends[name] as (typeof backends)[string]
  const inProcess = await create({ isolation: 'process' })
  const inline = await create()
  const session = await inProcess.openSession()
  await session.feed('items = [1, 2]')
  const restored = await inline.loadSession(await session.dump())
  expect((await restored.feed('items + [3]')).value).toEqual([1, 2, 3])
  await inProcess.dispose()
  await inline.dispose()
})
