// The process that `climb.ts` starts for a backend.
import { loadBackend } from './backends.js'
import type { Climb } from './climb.js'
import { LadderRunner } from './ladder.js'
import { loadTiers } from './load.js'

process.once('message', async ({ backend, isolation, directory, ids }: Climb) => {
  const send = (message: object): void => void process.send?.(message)
  let runner: LadderRunner
  try {
    const create = await loadBackend(backend)
    // A backend that knows no threads refuses to be asked where guests run.
    const options = isolation === 'inline' ? {} : { isolation }
    runner = new LadderRunner(backend, () => create(options))
    await runner.capabilities()
  } catch (error) {
    send({ unloadable: error instanceof Error ? error.message : String(error) })
    return
  }
  const tiers = loadTiers({ ...(directory === undefined ? {} : { directory }), lenient: () => undefined })
  const wanted = new Set(ids)
  const left = tiers.map((tier) => ({ ...tier, fixtures: tier.fixtures.filter(({ id }) => wanted.has(id)) }))
  await runner.runAll(left, (result) => send({ result }))
  send({ done: true })
})
