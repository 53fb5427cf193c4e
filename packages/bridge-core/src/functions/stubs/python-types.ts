import type { JsonSchema } from '../../host/json-schema.js'
import { isIdentifier, toIdentifier } from '../identifier.js'
import { asList, asObject, objectSchema, resolve } from '../object-schema.js'
import type { Declared } from './declared.js'
import { pythonString } from './python-literal.js'

/** Where a type stands: guests pass arguments, and get results. */
type Position = 'argument' | 'result'

/** The types of one stub file: those of objects are defined once, and referred to by name. */
export class PythonTypes {
  readonly definitions: string[] = []
  readonly #taken = new Set<string>()

  /** The types of one schema. `name` is what its objects are named after. */
  of(root: JsonSchema, base64: Declared['base64'], position: Position): (schema: JsonSchema, name: string) => string {
    const types = new SchemaTypes(root, base64, position, this)
    return (schema, name) => types.typeOf(schema, name)
  }

  /** A name for a type that no guest can refer to. */
  free(name: string): string {
    const wanted = `_${toIdentifier(name, 'python').replace(/^_+/, '')}`
    let free = wanted
    for (let number = 2; this.#taken.has(free); number++) free = `${wanted}${number}`
    this.#taken.add(free)
    return free
  }
}

class SchemaTypes {
  /** Types behind references, which may be recursive. */
  readonly #named = new Map<string, string>()

  constructor(
    readonly root: JsonSchema,
    readonly base64: Declared['base64'],
    readonly position: Position,
    readonly types: PythonTypes,
  ) {}

  typeOf(given: unknown, name: string): string {
    if (given === false) return 'Never'
    const schema = asObject(given)
    if (typeof schema.$ref === 'string') return this.#referred(schema.$ref, schema, name)
    const alternatives = [...asList(schema.anyOf), ...asList(schema.oneOf)]
    if (alternatives.length > 0 && schema.properties === undefined) {
      return union(alternatives.map((one, at) => this.typeOf(one, at === 0 ? name : `${name}${at + 1}`)))
    }
    if ('const' in schema) return literal([schema.const])
    if (Array.isArray(schema.enum)) return literal(schema.enum)
    if (Array.isArray(schema.type)) return union(schema.type.map((type) => this.#single({ ...schema, type }, name)))
    if (schema.nullable === true) return union([this.#single(schema, name), 'None'])
    return this.#single(schema, name)
  }

  #referred(reference: string, schema: JsonSchema, name: string): string {
    const known = this.#named.get(reference)
    if (known !== undefined) return known
    const target = resolve(this.root, schema)
    if (!isObject(target)) {
      // Only an object can refer to itself by a name; what else is recursive is not said.
      this.#named.set(reference, 'Any')
      const type = this.typeOf(target, name)
      this.#named.delete(reference)
      return type
    }
    const last = reference.slice(reference.lastIndexOf('/') + 1)
    const base = /^[A-Za-z]\w*$/.test(last) ? last : name
    return this.#object(target, base, reference)
  }

  #single(schema: JsonSchema, name: string): string {
    switch (schema.type) {
      case 'string':
        if (schema.contentEncoding !== 'base64' || this.base64 === 'text') return 'str'
        return this.base64 === 'bytes' ? 'bytes' : union(['bytes', 'str'])
      case 'integer':
        return 'int'
      case 'number':
        return 'float'
      case 'boolean':
        return 'bool'
      case 'null':
        return 'None'
      case 'array':
        return this.#list(schema, name)
      default:
        return isObject(schema) ? this.#object(schema, name, undefined) : 'Any'
    }
  }

  #list(schema: JsonSchema, name: string): string {
    const { items } = schema
    const parts = [...asList(schema.prefixItems), ...asList(items)]
    if (items !== undefined && items !== false && !Array.isArray(items)) parts.push(items)
    const item = parts.length === 0 ? 'Any' : union(parts.map((part) => this.typeOf(part, `${name}Item`)))
    if (this.position === 'result') return `list[${item}]`
    const type = widened(item)
    return isInvariantSafe(type) ? `list[${type}]` : `Sequence[${type}]`
  }

  #object(schema: JsonSchema, name: string, reference: string | undefined): string {
    const { additionalProperties } = schema
    const shape = objectSchema({ ...schema, $defs: this.root.$defs, definitions: this.root.definitions })
    if (shape.properties.size === 0) {
      const value = typeof additionalProperties === 'object' ? this.typeOf(additionalProperties, `${name}Value`) : 'Any'
      if (this.position === 'result') return `dict[str, ${value}]`
      const type = widened(value)
      return isInvariantSafe(type) ? `dict[str, ${type}]` : `Mapping[str, ${type}]`
    }
    // A TypedDict has no other keys.
    if (shape.open) return 'dict[str, Any]'
    const own = this.types.free(name)
    if (reference !== undefined) this.#named.set(reference, own)
    const fields = [...shape.properties].map(([key, schema]) => {
      const { description } = asObject(schema)
      return { key, type: this.typeOf(schema, name + capitalized(key)), required: shape.required.has(key), description }
    })
    this.types.definitions.push(typedDict(own, fields))
    if (this.position === 'result') return own
    // A dict that a guest has built is no TypedDict to a type checker, even when it has just those keys.
    const recursive = fields.some(({ type }) => new RegExp(`\\b${own}\\b`).test(type))
    const type = `${own} | Mapping[str, ${recursive ? 'Any' : union(fields.map((field) => widened(field.type)))}]`
    if (reference !== undefined) this.#named.set(reference, type)
    return type
  }
}

interface Field {
  readonly key: string
  readonly type: string
  readonly required: boolean
  readonly description: unknown
}

function typedDict(own: string, given: readonly Field[]): string {
  const fields = given.map(({ type, required, ...field }) => ({
    ...field,
    type: required ? type : `NotRequired[${type}]`,
  }))
  if (fields.every(({ key }) => isIdentifier(key, 'python') && !key.startsWith('__'))) {
    const lines = fields.map(({ key, type, description }) => `    ${key}: ${type}${comment(description)}`)
    return [`class ${own}(TypedDict):`, ...lines].join('\n')
  }
  // Keys that are no identifiers need the other notation.
  return `${own} = TypedDict(${pythonString(own)}, {${fields.map(({ key, type }) => `${pythonString(key)}: ${type}`).join(', ')}})`
}

function comment(description: unknown): string {
  return typeof description === 'string' ? `  # ${description.replace(/\s+/g, ' ').trim()}` : ''
}

function isObject({ type, properties, allOf, additionalProperties }: JsonSchema): boolean {
  if (type !== undefined) return type === 'object'
  return properties !== undefined || allOf !== undefined || typeof additionalProperties === 'object'
}

/** `Any` is all that a union with it says. */
function union(types: readonly string[]): string {
  const members = [...new Set(types.flatMap((type) => topLevel(type)))]
  return members.includes('Any') ? 'Any' : members.join(' | ')
}

/** The members of a union, as written. */
function topLevel(type: string): string[] {
  return /[[(]/.test(type) ? [type] : type.split(' | ')
}

function literal(members: readonly unknown[]): string {
  if (members.every((member) => member === null)) return 'None'
  if (members.every((member) => typeof member === 'number' && !Number.isInteger(member))) return 'float'
  const texts = members.map((member) => {
    if (typeof member === 'string') return pythonString(member)
    if (typeof member === 'boolean') return member ? 'True' : 'False'
    if (member === null) return 'None'
    return Number.isSafeInteger(member) ? String(member) : undefined
  })
  return texts.includes(undefined) ? 'Any' : `Literal[${texts.join(', ')}]`
}

/** What a type checker infers for members of a list or a dict: `str`, where one of them alone is `Literal["a"]`. */
function widened(type: string): string {
  return type.replace(/Literal\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]/g, (_, members: string) =>
    union(
      [...members.matchAll(/"(?:[^"\\]|\\.)*"|[^,\s]+/g)].map(([member]) => {
        if (member.startsWith('"')) return 'str'
        if (member === 'None') return member
        return member === 'True' || member === 'False' ? 'bool' : 'int'
      }),
    ),
  )
}

/**
 * Whether a list of this is always inferred as one. A list of ints is no `list[float]`, and a list of strings no
 * `list[str | None]`, so that what guests pass is better declared as a `Sequence`, of which that is true.
 */
function isInvariantSafe(type: string): boolean {
  return !/\bfloat\b|\||\bLiteral\b|\bSequence\b|\bMapping\b/.test(type)
}

export function capitalized(name: string): string {
  return name.replace(/(?:^|[^\p{L}\p{N}]+)(\p{L}|\p{N}|$)/gu, (_, letter: string) => letter.toUpperCase())
}
