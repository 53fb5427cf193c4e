// What a page or worker needs to climb: everything that does not read files or start processes.
export type { Fixture, Tier } from './fixture.js'
export { isBad, type LadderResult, LadderRunner, type Selection, select } from './ladder.js'
export { compare, type Difference } from './parity.js'
export { parseTiers } from './parse-tiers.js'
export { type CreateBackend, hasCapability, unsupportedBecause } from './run.js'
