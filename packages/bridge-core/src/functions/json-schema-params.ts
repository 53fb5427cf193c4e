import { type OutputUnit, type Schema, type SchemaDraft, Validator } from '@cfworker/json-schema'
import { BridgeError } from '../errors/errors.js'
import type { JsonSchema, JsonSchemaHolder } from '../host/json-schema.js'
import type { StandardResult, StandardSchema } from '../host/standard-schema.js'
import { isPromise } from '../platform/promise.js'
import { define } from './binding.js'
import { toJsonArgument } from './json-argument.js'
import { asObject, objectSchema } from './object-schema.js'

/** Whether `params` is an object that holds a JSON Schema, and not a JSON Schema itself. */
export function isJsonSchemaHolder(params: object): params is JsonSchemaHolder {
  const held: unknown = Reflect.get(params, 'jsonSchema')
  return typeof held === 'object' && held !== null
}

/**
 * A JSON Schema of an object as a Standard Schema. Arguments are validated, and reach the handler, as JSON: tuples as
 * arrays, dicts as objects, bytes as base64. Properties that are left out get their default, where the schema has one
 * that is valid by itself.
 * @throws BridgeError `invalid-argument` for what is no JSON Schema of an object
 */
export function fromJsonSchema(name: string, params: object): { schema: StandardSchema; jsonSchema: JsonSchema } {
  const holder = isJsonSchemaHolder(params) ? params : undefined
  const given = holder ? holder.jsonSchema : params
  if (isPromise(given)) throw invalid(name, 'is a promise; await it first')
  // The validator writes into what it is given.
  const jsonSchema = copyOf(name, given)
  const { type } = jsonSchema
  if (type !== undefined && type !== 'object') throw invalid(name, `describes ${String(type)}, not an object`)
  if (type === undefined && !['properties', '$ref', 'anyOf', 'oneOf', 'allOf'].some((key) => key in jsonSchema)) {
    throw invalid(name, 'says nothing about an object')
  }
  const validator = compile(name, jsonSchema)
  const defaults = validDefaults(name, jsonSchema)
  const { required } = objectSchema(jsonSchema)
  const validate = (value: unknown): StandardResult<unknown> | Promise<StandardResult<unknown>> => {
    const args = toJsonArgument(value) as Record<string, unknown>
    for (const [key, fallback] of defaults) if (!Object.hasOwn(args, key)) define(args, key, structuredClone(fallback))
    if (holder?.validate) return ownResult(holder.validate(args), args)
    const { valid, errors } = validator.validate(args)
    if (valid) return { value: args }
    const lacking = [...required].find((key) => !Object.hasOwn(args, key))
    const issue = issueOf(errors)
    return { issues: [lacking === undefined || issue.path.length > 0 ? issue : { ...issue, path: [lacking] }] }
  }
  return { schema: { '~standard': { version: 1, vendor: 'json-schema', validate } }, jsonSchema }
}

function copyOf(name: string, given: unknown): JsonSchema {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(given))
    if (typeof copy === 'object' && copy !== null && !Array.isArray(copy)) return copy as JsonSchema
  } catch {
    // Not JSON: the same sentence.
  }
  throw invalid(name, 'is no JSON Schema, which is a JSON object')
}

function compile(name: string, schema: JsonSchema): Validator {
  try {
    const validator = new Validator(structuredClone(schema) as Schema, draftOf(schema), false)
    // A reference that leads nowhere is found when it is first followed.
    validator.validate({})
    return validator
  } catch (error) {
    throw invalid(name, `is refused: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function draftOf({ $schema }: JsonSchema): SchemaDraft {
  const text = String($schema ?? '')
  const older = (['2019-09', '4', '7'] as const).find(
    (draft) => text.includes(`draft/${draft}`) || text.includes(`draft-0${draft}`),
  )
  return older ?? '2020-12'
}

/** Some generators write `default: null` for what cannot be null. */
function validDefaults(name: string, root: JsonSchema): [string, unknown][] {
  const { $schema, $defs, definitions } = root
  return [...objectSchema(root).properties].flatMap(([key, property]): [string, unknown][] => {
    if (!('default' in property)) return []
    const alone = { ...property, $schema, $defs, definitions }
    try {
      return compile(name, JSON.parse(JSON.stringify(alone)) as JsonSchema).validate(property.default).valid
        ? [[key, property.default]]
        : []
    } catch {
      return []
    }
  })
}

/** What a validator of the AI SDK answers: `{ success, value }` or `{ success, error }`. */
function ownResult(answer: unknown, args: unknown): StandardResult<unknown> | Promise<StandardResult<unknown>> {
  if (isPromise(answer)) return Promise.resolve(answer).then((late) => ownResult(late, args))
  const { success, value, error } = asObject(answer)
  if (success !== true) return { issues: [{ message: error instanceof Error ? error.message : String(error) }] }
  return { value: value ?? args }
}

/** Keywords whose error only says that there is one below. */
const outer = new Set(
  '$ref $dynamicRef $recursiveRef properties patternProperties items prefixItems additionalItems allOf if then else dependentSchemas'.split(
    ' ',
  ),
)

/** Of all that the validator found, what is wrong first, and innermost. */
function issueOf(errors: readonly OutputUnit[]): { message: string; path: readonly PropertyKey[] } {
  const inner = errors.find(({ keyword }, at) => {
    if (keyword === 'additionalProperties') return errors[at + 1]?.keyword === 'false'
    return !outer.has(keyword)
  })
  const found = inner ?? errors[0]
  const steps = (found?.instanceLocation ?? '#').split('/').slice(1)
  return {
    message: found?.error ?? 'is not valid',
    path: steps.map((step) => (/^\d+$/.test(step) ? Number(step) : unescaped(step))),
  }
}

function unescaped(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
}

function invalid(name: string, problem: string): BridgeError {
  return new BridgeError('invalid-argument', `${name}: the JSON Schema of params ${problem}`)
}
