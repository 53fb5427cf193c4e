import { afterAll, describe, expect, test } from 'vitest'
import { isBad, LadderRunner, type Selection, select } from './ladder.js'
import { loadTiers } from './load.js'
import { failureText } from './report/terminal.js'
import type { CreateBackend } from './run.js'

export interface RunLadderOptions extends Selection {
  /** The name that `knownFailure` and the reports use. */
  readonly name: string
  /** Where the fixtures are. Default: those of this package. */
  readonly directory?: string
}

/** The whole ladder as vitest tests: what a backend's own test file is one call of. */
export function runLadder(createBackend: CreateBackend, options: RunLadderOptions): void {
  const runner = new LadderRunner(options.name, createBackend)
  const tiers = select(loadTiers(options.directory === undefined ? {} : { directory: options.directory }), options)
  describe(`ladder on ${options.name}`, () => {
    afterAll(() => runner.close())
    for (const tier of tiers) {
      describe(`tier ${tier.tier}: ${tier.title}`, () => {
        for (const fixture of tier.fixtures) {
          test(`${fixture.id} ${fixture.name}`, async (context) => {
            const result = await runner.run(tier.tier, fixture)
            const { verdict, reason } = result
            // A known failure has not passed: vitest, too, has only this word for it.
            if (verdict === 'unsupported' || verdict === 'known-failure') context.skip(`${verdict}: ${reason}`)
            if (isBad(verdict)) expect.fail(failureText(result))
          })
        }
      })
    }
  })
}
