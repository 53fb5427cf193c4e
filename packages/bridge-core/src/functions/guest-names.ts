import type { HostFunction } from '../host/host-function.js'
import { freeIdentifier, type GuestLanguage, isIdentifier } from './identifier.js'

export interface GuestNameOptions {
  /** The guest's language: `bridge.capabilities.language`. */
  readonly language: GuestLanguage
  /** Names that are not free, such as those of `bridge.schemas`. */
  readonly taken?: Iterable<string>
}

/** Functions under names that guests can write. */
export interface GuestNames {
  /** In the same order; one that was renamed says in its description what it is called elsewhere. */
  readonly functions: readonly HostFunction[]
  /** Each function's own name, and the guest's for it. */
  readonly names: ReadonlyMap<string, string>
}

/**
 * Gives functions with names such as `get-weather` or `fs.read`, which tools of other systems have, names that guests can
 * write: `get_weather`, `fs_read`, with a number where that is taken. Names that can be written stay as they are.
 */
export function guestNames(functions: readonly HostFunction[], options: GuestNameOptions): GuestNames {
  const { language } = options
  const taken = new Set(options.taken)
  const kept = new Set<HostFunction>()
  for (const fn of functions) {
    const { name } = fn.schema
    if (!isIdentifier(name, language) || taken.has(name)) continue
    kept.add(fn)
    taken.add(name)
  }
  const named = functions.map((fn) =>
    kept.has(fn) ? fn : renamed(fn, freeIdentifier(fn.schema.name, language, taken)),
  )
  return {
    functions: named,
    names: new Map(functions.map((fn, at) => [fn.schema.name, (named[at] ?? fn).schema.name])),
  }
}

function renamed(fn: HostFunction, name: string): HostFunction {
  const { schema } = fn
  const origin = `Known elsewhere as \`${schema.name}\`.`
  const description = schema.description === undefined ? origin : `${schema.description}\n\n${origin}`
  return { ...fn, schema: { ...schema, name, description } }
}
