import type { JsonSchema } from '../host/json-schema.js'
import type { StandardIssue, StandardSchema } from '../host/standard-schema.js'

export function isStandardSchema(value: unknown): value is StandardSchema {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && '~standard' in value
}

/** The JSON Schema of what it takes; undefined for a schema that has none, such as one with a custom type. */
export function exportJsonSchema(schema: StandardSchema): JsonSchema | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
  } catch {
    // What it cannot say, `positional` and `jsonSchema` are for.
    return undefined
  }
}

/** `a.b[0]`, or an empty string for an issue with the value itself. */
export function issuePath(issue: StandardIssue): string {
  return pathText(issueKeys(issue))
}

export function issueKeys({ path = [] }: StandardIssue): readonly PropertyKey[] {
  return path.map((step) => (typeof step === 'object' ? step.key : step))
}

/** `a.b[0]` */
export function pathText(keys: readonly PropertyKey[]): string {
  let path = ''
  for (const key of keys) path += typeof key === 'number' ? `[${key}]` : path === '' ? String(key) : `.${String(key)}`
  return path
}
