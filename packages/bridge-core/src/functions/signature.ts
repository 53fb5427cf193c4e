import type { JsonSchema } from '../host/json-schema.js'
import { freeIdentifier, isIdentifier } from './identifier.js'
import type { ObjectSchema } from './object-schema.js'

/** One parameter, as guests see it. */
export interface Parameter {
  readonly name: string
  /** What it is called where Python cannot write its name: `from_` for `from`, `user_id` for `user-id`. */
  readonly pythonName: string
  readonly schema: JsonSchema
  readonly required: boolean
}

/** How a function is called, in any of the forms in which its parameters can be described. */
export interface Signature {
  readonly parameters: readonly Parameter[]
  /**
   * How many of them Python passes by position. A required one after an optional one is passed by name, as is what
   * follows it; JavaScript, which has no such rule, passes all in `order`.
   */
  readonly positional: number
  /** The names that bind by position. */
  readonly order: readonly string[]
  /** Whether arguments of other names are taken. */
  readonly open: boolean
}

export function signatureOf({ properties, required, open }: ObjectSchema, order: readonly string[]): Signature {
  const names = [...order, ...[...properties.keys()].filter((name) => !order.includes(name))]
  const taken = new Set(names.filter((name) => isIdentifier(name, 'python')))
  const parameters = names.map((name) => ({
    name,
    pythonName: taken.has(name) ? name : freeIdentifier(name, 'python', taken),
    schema: properties.get(name) ?? {},
    required: required.has(name),
  }))
  const optional = order.findIndex((name) => !required.has(name))
  const after = optional < 0 ? -1 : order.findIndex((name, at) => at > optional && required.has(name))
  return { parameters, positional: after < 0 ? order.length : after, order, open }
}

/** The parameters that Python calls by another name. */
export function aliasesOf({ parameters }: Signature): ReadonlyMap<string, string> {
  const renamed = parameters.filter(({ name, pythonName }) => name !== pythonName)
  return new Map(renamed.map(({ name, pythonName }) => [pythonName, name]))
}
