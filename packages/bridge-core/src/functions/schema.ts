import { checkKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { HostFunctionSchema, HostParam, JsonSchema } from '../host/host-schema.js'
import type { StandardSchema } from '../host/standard-schema.js'
import { checkParamType, paramTypeJsonSchema } from './param-types.js'
import { paramKeys, schemaKeys } from './schema-keys.js'
import { isStandardSchema, issuePath } from './standard-schema.js'

/** Named arguments after binding, or why they do not bind: the text of the guest's `TypeError`. */
export type Binding =
  | { readonly ok: true; readonly args: Record<string, unknown> }
  | { readonly ok: false; readonly message: string }

const identifier = /^[\p{L}_$][\p{L}\p{N}_$]*$/u

/** A schema after its checks: binds arguments and exports JSON Schema. */
export class CompiledSchema {
  readonly name: string
  readonly jsonSchema: JsonSchema
  /** The names of the parameters, as positional arguments bind to them. */
  readonly order: readonly string[]
  /** Whether the function takes whatever it is given. */
  readonly raw: boolean
  readonly #params: readonly HostParam[] | undefined
  readonly #whole: StandardSchema | undefined

  /** @throws BridgeError `invalid-argument` */
  constructor(schema: HostFunctionSchema) {
    if (typeof schema?.name !== 'string' || !identifier.test(schema.name)) {
      throw new BridgeError(
        'invalid-argument',
        `a host function's name must be an identifier, not ${String(schema?.name)}`,
      )
    }
    checkKeys(`host function ${schema.name}`, schema, schemaKeys)
    this.name = schema.name
    this.raw = schema.params === 'raw'
    if (schema.params === 'raw') {
      this.order = []
      this.jsonSchema = { type: 'object' }
    } else if (isStandardSchema(schema.params)) {
      this.#whole = schema.params
      this.jsonSchema = schema.jsonSchema ?? exportJsonSchema(schema.params) ?? { type: 'object' }
      const properties = this.jsonSchema.properties
      this.order = schema.positional ?? (typeof properties === 'object' && properties ? Object.keys(properties) : [])
    } else {
      this.#params = checkParams(schema.name, schema.params)
      this.order = schema.params.map((param) => param.name)
      this.jsonSchema = paramsJsonSchema(schema.params)
    }
  }

  /**
   * Binds positional and named arguments to parameters, in Python's way and with Python's texts: missing, surplus,
   * unknown and doubled ones are refused, ill-typed ones too.
   */
  mapAndValidateArgs(positional: readonly unknown[], named: Readonly<Record<string, unknown>>): Binding {
    if (this.raw) return { ok: true, args: { args: positional, kwargs: named } }
    const order = this.order
    if (positional.length > order.length) {
      const takes = `${order.length} positional argument${order.length === 1 ? '' : 's'}`
      const given = `${positional.length} ${positional.length === 1 ? 'was' : 'were'} given`
      return refuse(`${this.name}() takes ${takes} but ${given}`)
    }
    return this.#params ? this.#bindParams(this.#params, positional, named) : this.#bindWhole(positional, named)
  }

  /**
   * Whether the only argument of a JavaScript call is an object of named arguments: `send({ to, subject })`. JavaScript
   * has no keyword arguments, and this is what its programmers write instead.
   */
  isOptionsObject(value: unknown): value is Readonly<Record<string, unknown>> {
    if (this.raw || typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return false
    const first = this.#params?.[0]?.type
    if (first === 'map' || first === 'any') return false
    const known = this.order
    return known.length > 0 && Object.keys(value).every((key) => known.includes(key))
  }

  /** Runs for every host call: values are collected by position, and the object is made once they are known. */
  #bindParams(
    params: readonly HostParam[],
    positional: readonly unknown[],
    named: Readonly<Record<string, unknown>>,
  ): Binding {
    const values: unknown[] = []
    for (let i = 0; i < params.length; i++) values.push(i < positional.length ? positional[i] : absent)
    for (const key of Object.keys(named)) {
      const at = this.order.indexOf(key)
      if (at < 0) return refuse(`${this.name}() got an unexpected keyword argument '${key}'`)
      if (values[at] !== absent) return refuse(`${this.name}() got multiple values for argument '${key}'`)
      values[at] = named[key]
    }
    const args: Record<string, unknown> = {}
    let missing: string[] | undefined
    for (let i = 0; i < params.length; i++) {
      const param = params[i] as HostParam
      let value = values[i]
      if (value === absent) {
        if (param.default !== undefined) define(args, param.name, param.default)
        else if (param.required !== false) {
          missing ??= []
          missing.push(`'${param.name}'`)
        }
        continue
      }
      if (value !== null || !(param.nullable || param.type === 'any')) {
        const problem = checkParamType(param.type, value)
        if (problem) return refuse(`${this.name}() argument '${param.name}' must be ${problem}`)
        if (param.schema) {
          const checked = this.#check(param.schema, value, param.name)
          if (!checked.ok) return checked
          value = checked.value
        }
      }
      define(args, param.name, value)
    }
    return missing ? refuse(missingText(this.name, missing)) : { ok: true, args }
  }

  #bindWhole(positional: readonly unknown[], named: Readonly<Record<string, unknown>>): Binding {
    const args: Record<string, unknown> = {}
    for (let i = 0; i < positional.length; i++) define(args, this.order[i] as string, positional[i])
    for (const key of Object.keys(named)) {
      if (Object.hasOwn(args, key)) return refuse(`${this.name}() got multiple values for argument '${key}'`)
      define(args, key, named[key])
    }
    const checked = this.#check(this.#whole as StandardSchema, args, '')
    return checked.ok ? { ok: true, args: checked.value as Record<string, unknown> } : checked
  }

  /** Validates with a Standard Schema. `name` is the parameter, or empty for a schema of all of them. */
  #check(
    schema: StandardSchema,
    value: unknown,
    name: string,
  ): { ok: true; value: unknown } | (Binding & { ok: false }) {
    const result = schema['~standard'].validate(value)
    if (result instanceof Promise) {
      return refuse(`${this.name}() has a schema that validates asynchronously, which a guest's call cannot wait for`)
    }
    if (!result.issues) return { ok: true, value: result.value }
    const issue = result.issues[0]
    const path = issue ? issuePath(issue) : ''
    const argument = name === '' ? path : name
    const inside = name !== '' && path !== '' ? ` at ${path}` : ''
    return refuse(`${this.name}()${argument && ` argument '${argument}'`}${inside}: ${issue?.message}`)
  }
}

/** Where no argument was given: undefined is an argument. */
const absent = Symbol('absent')

function missingText(name: string, missing: readonly string[]): string {
  const last = missing.at(-1)
  const list = missing.length > 1 ? `${missing.slice(0, -1).join(', ')} and ${last}` : last
  return `${name}() missing ${missing.length} required argument${missing.length === 1 ? '' : 's'}: ${list}`
}

function refuse(message: string): Binding & { ok: false } {
  return { ok: false, message }
}

/** Assigns an own property, also for `__proto__`. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

function checkParams(name: string, params: readonly HostParam[]): readonly HostParam[] {
  if (!Array.isArray(params)) {
    throw new BridgeError('invalid-argument', `${name}: params must be a list of HostParams or a Standard Schema`)
  }
  const seen = new Set<string>()
  for (const param of params as readonly HostParam[]) {
    if (typeof param?.name !== 'string' || !identifier.test(param.name)) {
      throw new BridgeError(
        'invalid-argument',
        `${name}: a parameter's name must be an identifier, not ${String(param?.name)}`,
      )
    }
    checkKeys(`${name}: parameter ${param.name}`, param, paramKeys)
    if (seen.has(param.name))
      throw new BridgeError('invalid-argument', `${name}: two parameters are named ${param.name}`)
    if (!(param.type in paramTypeJsonSchema)) {
      const types = Object.keys(paramTypeJsonSchema).join(', ')
      throw new BridgeError(
        'invalid-argument',
        `${name}: parameter ${param.name} has type ${String(param.type)}; there are ${types}`,
      )
    }
    seen.add(param.name)
  }
  return params
}

function exportJsonSchema(schema: StandardSchema): JsonSchema | undefined {
  try {
    return schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
  } catch {
    // A schema with a transform or a custom type has none; `positional` and `jsonSchema` are for that.
    return undefined
  }
}

function paramsJsonSchema(params: readonly HostParam[]): JsonSchema {
  const properties: Record<string, unknown> = {}
  const required: string[] = []
  for (const param of params) {
    const own = (param.schema && exportJsonSchema(param.schema)) ?? paramTypeJsonSchema[param.type]
    const typed = param.nullable ? { anyOf: [own, { type: 'null' }] } : own
    define(properties, param.name, {
      ...typed,
      ...(param.description === undefined ? {} : { description: param.description }),
      ...(param.default === undefined ? {} : { default: param.default }),
    })
    if (param.default === undefined && param.required !== false) required.push(param.name)
  }
  return { type: 'object', properties, required, additionalProperties: false }
}
