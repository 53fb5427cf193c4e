import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Tier } from './fixture.js'
import { type Lenient, parseTiers } from './parse-tiers.js'

/** The fixtures that come with this package. */
export const ownFixtures = fileURLToPath(new URL('../fixtures', import.meta.url))

export interface LoadOptions {
  /** Where the `tier-NN-name.yaml` files are. Default: this package's. */
  readonly directory?: string
  /** Skips fixtures with fields that this runner does not know, instead of failing; says so with each name. */
  readonly lenient?: Lenient
}

/** Reads every tier. @throws Error that names file and fixture, before anything runs */
export function loadTiers({ directory = ownFixtures, lenient }: LoadOptions = {}): Tier[] {
  return parseTiers(readFixtureFiles(directory), lenient)
}

/** The texts of the tiers, by file name, in order. @throws Error where there are none */
export function readFixtureFiles(directory = ownFixtures): ReadonlyMap<string, string> {
  const files = readdirSync(directory).filter((file) => /^tier-\d+-.*\.yaml$/.test(file))
  if (files.length === 0) throw new Error(`${directory} has no tier-NN-name.yaml`)
  return new Map(files.sort().map((file) => [file, readFileSync(join(directory, file), 'utf8')]))
}
