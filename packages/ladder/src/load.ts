import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type Fixture, fixtureSchema, type Tier, tierSchema } from './fixture.js'
import { yamlTags } from './values.js'

/** The fixtures that come with this package. */
export const ownFixtures = fileURLToPath(new URL('../fixtures', import.meta.url))

export interface LoadOptions {
  /** Where the `tier-NN-name.yaml` files are. Default: this package's. */
  readonly directory?: string
  /** Skips fixtures with fields that this runner does not know, instead of failing; says so with each name. */
  readonly lenient?: ((skipped: string) => void) | undefined
}

/** Reads every tier. @throws Error that names file and fixture, before anything runs */
export function loadTiers(options: LoadOptions = {}): Tier[] {
  const directory = options.directory ?? ownFixtures
  const files = readdirSync(directory).filter((file) => /^tier-\d+-.*\.yaml$/.test(file))
  if (files.length === 0) throw new Error(`${directory} has no tier-NN-name.yaml`)
  const tiers = files.sort().map((file) => loadTier(join(directory, file), options))
  const seen = new Map<number, string>()
  for (const fixture of tiers.flatMap((tier) => tier.fixtures)) {
    const other = seen.get(fixture.id)
    if (other !== undefined) throw new Error(`fixture id ${fixture.id} is used twice: "${other}" and "${fixture.name}"`)
    seen.set(fixture.id, fixture.name)
  }
  return tiers
}

function loadTier(file: string, options: LoadOptions): Tier {
  const document: unknown = parse(readFileSync(file, 'utf8'), {
    customTags: yamlTags,
    intAsBigInt: true,
    mapAsMap: true,
    version: '1.2',
  })
  const head = tierSchema.safeParse(shallow(document))
  if (!head.success) throw new Error(`${basename(file)}: ${problem(head.error)}`)
  const fixtures = head.data.fixtures.flatMap((raw): Fixture[] => {
    const fixture = fixtureSchema.safeParse(shape(raw))
    if (fixture.success) return [fixture.data]
    const id = raw instanceof Map ? `${String(raw.get('id'))} "${String(raw.get('name'))}"` : 'without id'
    const unknown = fixture.error.issues.every((issue) => issue.code === 'unrecognized_keys')
    if (options.lenient && unknown) {
      options.lenient(`${basename(file)} fixture ${id}: ${problem(fixture.error)}`)
      return []
    }
    throw new Error(`${basename(file)}, fixture ${id}: ${problem(fixture.error)}`)
  })
  return { tier: head.data.tier, title: head.data.title, fixtures }
}

function problem(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'fixture'}: ${issue.message}`).join('; ')
}

/** Fields whose content is values of the guest, to be kept as `values.ts` reads them. */
const valueFields = new Set(['value', 'return', 'kwargs', 'args', 'inputs', 'attributes'])
/** Of these, the ones that are a record or list of values, not one value. */
const recordFields = new Set(['inputs', 'attributes'])

/** Turns the Maps and bigints of the fixture's own structure into plain objects and numbers. */
function shape(node: unknown): unknown {
  if (typeof node === 'bigint') return Number(node)
  if (Array.isArray(node)) return node.map(shape)
  if (!(node instanceof Map)) return node
  return Object.fromEntries(
    [...node].map(([key, item]) => [
      String(key),
      valueFields.has(String(key)) ? (recordFields.has(String(key)) ? shallow(item) : item) : shape(item),
    ]),
  )
}

function shallow(node: unknown): unknown {
  if (!(node instanceof Map)) return node
  return Object.fromEntries(
    [...node].map(([key, item]) => [String(key), typeof item === 'bigint' && key === 'tier' ? Number(item) : item]),
  )
}
