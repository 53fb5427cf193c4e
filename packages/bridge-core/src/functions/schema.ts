import { checkKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { HostFunctionSchema, HostParam } from '../host/host-schema.js'
import type { JsonSchema } from '../host/json-schema.js'
import type { StandardSchema } from '../host/standard-schema.js'
import { ParamsBinder } from './bind-params.js'
import { WholeBinder } from './bind-whole.js'
import { type Binding, refuse } from './binding.js'
import { checkParams } from './check-params.js'
import { isPlainObject } from './dropped-key.js'
import { fromJsonSchema } from './json-schema-params.js'
import { type ObjectSchema, objectSchema, takesObjects } from './object-schema.js'
import { plainJsonSchema } from './plain-json-schema.js'
import { schemaKeys } from './schema-keys.js'
import { aliasesOf, type Signature, signatureOf } from './signature.js'
import { exportJsonSchema, isStandardSchema } from './standard-schema.js'

const identifier = /^[\p{L}_$][\p{L}\p{N}_$]*$/u

const unknownObject: ObjectSchema = { properties: new Map(), required: new Set(), open: true }

interface Binder {
  bind(positional: readonly unknown[], named: Readonly<Record<string, unknown>>): Binding
}

/** A schema after its checks: binds arguments and exports JSON Schema. */
export class CompiledSchema {
  readonly name: string
  readonly jsonSchema: JsonSchema
  /** How it is called; undefined for a function that takes whatever it is given. */
  readonly signature: Signature | undefined
  readonly #binder: Binder

  /** @throws BridgeError `invalid-argument` */
  constructor(schema: HostFunctionSchema) {
    const { name, params } = schema ?? {}
    if (typeof name !== 'string' || !identifier.test(name)) {
      throw new BridgeError('invalid-argument', `a host function's name must be an identifier, not ${String(name)}`)
    }
    checkKeys(`host function ${name}`, schema, schemaKeys)
    this.name = name
    if (params === 'raw') {
      refuseBeside(schema, 'raw', ['positional', 'jsonSchema'])
      this.jsonSchema = { type: 'object' }
      this.#binder = { bind: (args, kwargs) => ({ ok: true, args: { args, kwargs } }) }
    } else if (Array.isArray(params)) {
      refuseBeside(schema, 'a list', ['positional', 'jsonSchema'])
      const list = params as readonly HostParam[]
      checkParams(name, list)
      this.jsonSchema = plainJsonSchema(list)
      const order = list.map((param) => param.name)
      this.signature = signatureOf(objectSchema(this.jsonSchema), order)
      this.#binder = new ParamsBinder(name, list, aliasesOf(this.signature))
    } else {
      const { whole, jsonSchema } = readWhole(schema)
      // A schema that cannot say what it takes may take anything; what it drops is found when it is used.
      const known = jsonSchema ? objectSchema(jsonSchema) : unknownObject
      this.jsonSchema = jsonSchema ?? { type: 'object' }
      this.signature = signatureOf(known, checkOrder(schema) ?? [...known.properties.keys()])
      this.#binder = new WholeBinder(name, whole, this.signature, aliasesOf(this.signature))
    }
  }

  /** The names of the parameters, as positional arguments bind to them. */
  get order(): readonly string[] {
    return this.signature?.order ?? []
  }

  /** Whether the function takes whatever it is given. */
  get raw(): boolean {
    return this.signature === undefined
  }

  /**
   * Binds positional and named arguments to parameters, in Python's way and with Python's texts: missing, surplus,
   * unknown and doubled ones are refused, ill-typed ones too. A required parameter after an optional one, and what
   * follows it, binds by name only.
   */
  mapAndValidateArgs(positional: readonly unknown[], named: Readonly<Record<string, unknown>>): Binding {
    const { signature } = this
    if (signature && positional.length > signature.positional) {
      const byName = signature.order.slice(signature.positional, positional.length).join(', ')
      return this.#surplus(signature.positional, positional.length, byName && `; pass ${byName} by name`)
    }
    return this.#binder.bind(positional, named)
  }

  /**
   * Binds the arguments of a JavaScript call. JavaScript has no keyword arguments, and its programmers write one object
   * of named arguments instead: `send({ to, subject })`.
   */
  mapAndValidateJavaScriptArgs(args: readonly unknown[]): Binding {
    const { signature } = this
    if (!signature) return this.#binder.bind(args, {})
    const [only] = args
    if (args.length === 1 && isPlainObject(only)) {
      const unknown = signature.open ? [] : Object.keys(only).filter((key) => !this.#knows(key))
      if (!this.#firstTakesObjects(unknown.length === 0)) {
        return unknown.length === 0 ? this.#binder.bind([], only) : this.#unknownNames(unknown)
      }
    }
    if (args.length > signature.order.length) return this.#surplus(signature.order.length, args.length, '')
    return this.#binder.bind(args, {})
  }

  #knows(key: string): boolean {
    return this.signature?.parameters.some(({ name }) => name === key) ?? false
  }

  /** Whether an object can be the first argument, instead of an object of all of them. */
  #firstTakesObjects(allKnown: boolean): boolean {
    const [first] = this.signature?.parameters ?? []
    if (!first) return false
    return takesObjects(this.jsonSchema, first.schema) && !(allKnown && this.#binder instanceof WholeBinder)
  }

  #unknownNames(unknown: readonly string[]): Binding {
    const names = unknown.map((key) => `'${key}'`).join(', ')
    const what = unknown.length === 1 ? `an unknown named argument ${names}` : `unknown named arguments ${names}`
    const known = this.signature?.parameters.map(({ name }) => name).join(', ')
    return refuse(`${this.name}() got ${what}; it takes ${known || 'none'}`)
  }

  #surplus(takes: number, given: number, hint: string): Binding {
    const plural = `${takes} positional argument${takes === 1 ? '' : 's'}`
    return refuse(`${this.name}() takes ${plural} but ${given} ${given === 1 ? 'was' : 'were'} given${hint}`)
  }
}

function readWhole(schema: HostFunctionSchema): { whole: StandardSchema; jsonSchema: JsonSchema | undefined } {
  const { name, params } = schema
  if (isStandardSchema(params)) return { whole: params, jsonSchema: schema.jsonSchema ?? exportJsonSchema(params) }
  if (typeof params !== 'object' || params === null) {
    throw new BridgeError(
      'invalid-argument',
      `${name}: params must be a list of HostParams, a Standard Schema, a JSON Schema or 'raw'`,
    )
  }
  refuseBeside(schema, 'a JSON Schema', ['jsonSchema'])
  const read = fromJsonSchema(name, params)
  return { whole: read.schema, jsonSchema: read.jsonSchema }
}

/** What would be ignored is refused. */
function refuseBeside(
  schema: HostFunctionSchema,
  params: string,
  keys: readonly ('positional' | 'jsonSchema')[],
): void {
  const found = keys.find((key) => schema[key] !== undefined)
  if (found === undefined) return
  const hint = found === 'jsonSchema' ? 'give the JSON Schema as params' : 'the list is the order'
  const reason = params === 'raw' ? "give a schema as params instead of 'raw'" : hint
  throw new BridgeError(
    'invalid-argument',
    `${schema.name}: ${found} says nothing where params is ${params}; ${reason}`,
  )
}

function checkOrder({ name, positional }: HostFunctionSchema): readonly string[] | undefined {
  if (positional === undefined) return undefined
  if (Array.isArray(positional) && positional.every((key) => typeof key === 'string')) return positional
  throw new BridgeError('invalid-argument', `${name}: positional must be a list of parameters' names`)
}
