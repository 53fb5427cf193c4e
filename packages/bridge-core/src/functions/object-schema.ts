import type { JsonSchema } from '../host/json-schema.js'

/** What a JSON Schema of an object says about the object's keys. */
export interface ObjectSchema {
  readonly properties: ReadonlyMap<string, JsonSchema>
  readonly required: ReadonlySet<string>
  /** Whether it says that there may be other keys. Saying nothing about them is no yes. */
  readonly open: boolean
}

/** Looks through references, `allOf`, and alternatives: of these, every key is known, and required are those of all. */
export function objectSchema(root: JsonSchema): ObjectSchema {
  return collect(root, root, new Set())
}

function collect(root: JsonSchema, unresolved: JsonSchema, seen: Set<unknown>): ObjectSchema {
  const properties = new Map<string, JsonSchema>()
  const required = new Set<string>()
  const mark = unresolved.$ref ?? unresolved
  if (seen.has(mark)) return { properties, required, open: false }
  seen.add(mark)
  const node = resolve(root, unresolved)
  for (const [name, schema] of Object.entries(asObject(node.properties))) properties.set(name, asObject(schema))
  for (const name of asList(node.required)) required.add(String(name))
  const more = node.additionalProperties ?? node.unevaluatedProperties
  let open = (more !== undefined && more !== false) || node.patternProperties !== undefined
  const include = (part: ObjectSchema): void => {
    for (const [name, schema] of part.properties) if (!properties.has(name)) properties.set(name, schema)
    open ||= part.open
  }
  for (const part of asList(node.allOf)) {
    const all = collect(root, asObject(part), seen)
    include(all)
    for (const name of all.required) required.add(name)
  }
  for (const alternatives of [asList(node.anyOf), asList(node.oneOf)]) {
    const parts = alternatives.map((part) => collect(root, asObject(part), seen))
    for (const part of parts) include(part)
    for (const name of parts[0]?.required ?? []) {
      if (parts.every((part) => part.required.has(name))) required.add(name)
    }
  }
  for (const part of [node.then, node.else]) if (part !== undefined) include(collect(root, asObject(part), seen))
  // An object of which nothing is said can be any object.
  const silent = more === undefined && !['properties', 'allOf', 'anyOf', 'oneOf'].some((key) => key in node)
  return { properties, required, open: open || (silent && node.type === 'object') }
}

/** Follows references inside the schema; one that leads nowhere is a schema that says nothing. */
export function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  let node = schema
  // A chain of references that is longer leads in a circle.
  for (let steps = 0; steps < 32 && typeof node.$ref === 'string'; steps++) {
    const { $ref, ...beside } = node
    node = { ...pointed(root, $ref as string), ...beside }
  }
  return node
}

function pointed(root: JsonSchema, reference: string): JsonSchema {
  if (reference === '#') return root
  if (!reference.startsWith('#/')) return {}
  let node: unknown = root
  for (const step of reference.slice(2).split('/')) {
    node = asObject(node)[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return asObject(node)
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Whether an object may be valid. */
export function takesObjects(root: JsonSchema, schema: JsonSchema): boolean {
  const { type, enum: members, const: constant, anyOf, oneOf } = resolve(root, schema)
  const alternatives = [...asList(anyOf), ...asList(oneOf)]
  if (alternatives.length > 0) return alternatives.some((one) => takesObjects(root, asObject(one)))
  if (type !== undefined) return type === 'object' || asList(type).includes('object')
  return [...asList(members), constant].every((member) => member === undefined || typeof member === 'object')
}
