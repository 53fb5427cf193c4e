import type { JsonSchema } from '../../host/json-schema.js'
import { isIdentifier, toIdentifier } from '../identifier.js'
import { asList, asObject, objectSchema, resolve } from '../object-schema.js'
import type { Declared } from './declared.js'

/** The types of one declaration file: objects are written where they are used, but for those that refer to themselves. */
export class TypeScriptTypes {
  readonly definitions: string[] = []
  readonly #taken = new Set<string>()

  /** The types of one schema. */
  of(root: JsonSchema, base64: Declared['base64']): (schema: unknown) => string {
    const types = new SchemaTypes(root, base64, this)
    return (schema) => types.typeOf(schema)
  }

  free(name: string): string {
    const wanted = /^[A-Za-z]/.test(name) ? toIdentifier(name, 'javascript') : 'Recursive'
    let free = wanted
    for (let number = 2; this.#taken.has(free); number++) free = `${wanted}${number}`
    this.#taken.add(free)
    return free
  }
}

class SchemaTypes {
  /** References that are being written: one inside of itself needs a name. */
  readonly #open = new Map<string, string | undefined>()
  readonly #done = new Map<string, string>()

  constructor(
    readonly root: JsonSchema,
    readonly base64: Declared['base64'],
    readonly types: TypeScriptTypes,
  ) {}

  typeOf(given: unknown): string {
    if (given === false) return 'never'
    const schema = asObject(given)
    if (typeof schema.$ref === 'string') return this.#referred(schema.$ref, schema)
    const alternatives = [...asList(schema.anyOf), ...asList(schema.oneOf)]
    if (alternatives.length > 0 && schema.properties === undefined) {
      return union(alternatives.map((one) => this.typeOf(one)))
    }
    if ('const' in schema) return JSON.stringify(schema.const)
    if (Array.isArray(schema.enum)) return union(schema.enum.map((member) => JSON.stringify(member)))
    if (Array.isArray(schema.type)) return union(schema.type.map((type) => this.#single({ ...schema, type })))
    return schema.nullable === true ? union([this.#single(schema), 'null']) : this.#single(schema)
  }

  #referred(reference: string, schema: JsonSchema): string {
    const done = this.#done.get(reference)
    if (done !== undefined) return done
    if (this.#open.has(reference)) {
      const name = this.#open.get(reference) ?? this.types.free(reference.slice(reference.lastIndexOf('/') + 1))
      this.#open.set(reference, name)
      return name
    }
    this.#open.set(reference, undefined)
    const type = this.typeOf(resolve(this.root, schema))
    const name = this.#open.get(reference)
    this.#open.delete(reference)
    if (name !== undefined) this.types.definitions.push(`type ${name} = ${type}`)
    this.#done.set(reference, name ?? type)
    return name ?? type
  }

  #single(schema: JsonSchema): string {
    switch (schema.type) {
      case 'string':
        if (schema.contentEncoding !== 'base64' || this.base64 === 'text') return 'string'
        return this.base64 === 'bytes' ? 'Uint8Array' : 'Uint8Array | string'
      case 'integer':
      case 'number':
        return 'number'
      case 'boolean':
      case 'null':
        return schema.type
      case 'array':
        return this.#list(schema)
      default:
        return this.#object(schema)
    }
  }

  #list({ items, prefixItems }: JsonSchema): string {
    const first = [...asList(prefixItems), ...asList(items)].map((part) => this.typeOf(part))
    if (first.length > 0) return `[${first.join(', ')}]`
    const item = items === undefined ? 'unknown' : this.typeOf(items)
    return `readonly ${/^[\w."]+$|^\{.*\}$/.test(item) && !item.includes(' | ') ? item : `(${item})`}[]`
  }

  #object(schema: JsonSchema): string {
    const { type, properties, allOf, additionalProperties } = schema
    const isObject = type === 'object' || properties !== undefined || allOf !== undefined
    if (!isObject && typeof additionalProperties !== 'object') return 'unknown'
    const shape = objectSchema({ ...schema, $defs: this.root.$defs, definitions: this.root.definitions })
    const fields = [...shape.properties].map(([key, field]) => {
      const name = isIdentifier(key, 'javascript') ? key : JSON.stringify(key)
      return `${name}${shape.required.has(key) ? '' : '?'}: ${this.typeOf(field)}`
    })
    if (fields.length === 0) {
      return `Record<string, ${typeof additionalProperties === 'object' ? this.typeOf(additionalProperties) : 'unknown'}>`
    }
    if (shape.open) fields.push('[key: string]: unknown')
    return `{ ${fields.join('; ')} }`
  }
}

/** `unknown` is all that a union with it says. */
function union(types: readonly string[]): string {
  const members = [...new Set(types)]
  return members.includes('unknown') ? 'unknown' : members.join(' | ')
}
