import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Tier } from './fixture.js'
import type { ParityExceptions } from './parity.js'
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

const exceptionList = z.array(z.strictObject({ fixture: z.number(), reason: z.string().min(1) }))

/** Where native and WebAssembly Monty differ, and why: `parity-exceptions.yaml`. None where there is no such file. */
export function loadParityExceptions(directory = ownFixtures): ParityExceptions {
  const file = join(directory, 'parity-exceptions.yaml')
  if (!existsSync(file)) return new Map()
  const entries = exceptionList.parse(parse(readFileSync(file, 'utf8')))
  return new Map(entries.map(({ fixture, reason }) => [fixture, reason]))
}
