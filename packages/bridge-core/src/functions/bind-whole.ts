import type { StandardSchema } from '../host/standard-schema.js'
import { type Binding, define, doubled, missing, unexpected } from './binding.js'
import { checkWith } from './check-with.js'
import type { Signature } from './signature.js'
import { issueKeys } from './standard-schema.js'

/** Binds to the properties of an object that one schema describes. */
export class WholeBinder {
  readonly #name: string
  readonly #schema: StandardSchema
  readonly #signature: Signature
  readonly #known: ReadonlySet<string>
  readonly #aliases: ReadonlyMap<string, string>

  constructor(name: string, schema: StandardSchema, signature: Signature, aliases: ReadonlyMap<string, string>) {
    this.#name = name
    this.#schema = schema
    this.#signature = signature
    this.#known = new Set(signature.parameters.map((parameter) => parameter.name))
    this.#aliases = aliases
  }

  bind(positional: readonly unknown[], named: Readonly<Record<string, unknown>>): Binding {
    const { order, open } = this.#signature
    const args: Record<string, unknown> = {}
    for (let i = 0; i < positional.length; i++) define(args, order[i] as string, positional[i])
    for (const given of Object.keys(named)) {
      const key = this.#known.has(given) ? given : (this.#aliases.get(given) ?? given)
      if (!open && !this.#known.has(key)) return unexpected(this.#name, given)
      if (Object.hasOwn(args, key)) return doubled(this.#name, given)
      define(args, key, named[given])
    }
    const checked = checkWith(this.#schema, args, this.#name, '')
    if (checked.ok) return { ok: true, args: checked.value as Record<string, unknown> }
    const [key] = checked.issue ? issueKeys(checked.issue) : []
    const lacking = this.#signature.parameters
      .filter(({ name, required }) => required && !Object.hasOwn(args, name))
      .map(({ name }) => name)
    // What is wrong with a required argument that is not there, is that.
    return typeof key === 'string' && lacking.includes(key) ? missing(this.#name, lacking) : checked
  }
}
