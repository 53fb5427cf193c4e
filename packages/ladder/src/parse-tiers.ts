import { parse } from 'yaml'
import { type Fixture, fixtureSchema, type Tier, tierSchema } from './fixture.js'
import { yamlTags } from './values.js'

/** Called with each fixture that is skipped, for runners that are older than the fixtures. */
export type Lenient = ((skipped: string) => void) | undefined

/** Reads tiers from the texts of their files, by name. @throws Error that names file and fixture */
export function parseTiers(files: ReadonlyMap<string, string>, lenient?: Lenient): Tier[] {
  const tiers = [...files].map(([file, text]) => parseTier(file, text, lenient))
  const seen = new Map<number, string>()
  for (const fixture of tiers.flatMap((tier) => tier.fixtures)) {
    const other = seen.get(fixture.id)
    if (other !== undefined) throw new Error(`fixture id ${fixture.id} is used twice: "${other}" and "${fixture.name}"`)
    seen.set(fixture.id, fixture.name)
  }
  return tiers
}

function parseTier(file: string, text: string, lenient: Lenient): Tier {
  const document: unknown = parse(text, { customTags: yamlTags, intAsBigInt: true, mapAsMap: true, version: '1.2' })
  const head = tierSchema.safeParse(shallow(document))
  if (!head.success) throw new Error(`${file}: ${problem(head.error)}`)
  const fixtures = head.data.fixtures.flatMap((raw): Fixture[] => {
    const fixture = fixtureSchema.safeParse(shape(raw))
    if (fixture.success) return [fixture.data]
    const id = raw instanceof Map ? `${String(raw.get('id'))} "${String(raw.get('name'))}"` : 'without id'
    const unknown = fixture.error.issues.every((issue) => issue.code === 'unrecognized_keys')
    if (lenient && unknown) {
      lenient(`${file} fixture ${id}: ${problem(fixture.error)}`)
      return []
    }
    throw new Error(`${file}, fixture ${id}: ${problem(fixture.error)}`)
  })
  return { tier: head.data.tier, title: head.data.title, fixtures }
}

function problem(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'fixture'}: ${issue.message}`).join('; ')
}

/** Fields whose content is values of the guest, to be kept as `values.ts` reads them. */
const valueFields = new Set(['value', 'return', 'kwargs', 'args', 'inputs', 'attributes', 'fields'])
/** Of these, the ones that are a record or list of values, not one value. */
const recordFields = new Set(['inputs', 'attributes', 'fields'])

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
