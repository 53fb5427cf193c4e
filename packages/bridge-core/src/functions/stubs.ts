import type { HostFunction } from '../host/host-function.js'
import type { HostModule } from '../host/host-module.js'
import type { JsonSchema } from '../host/json-schema.js'
import { bytesOf } from '../values/bytes.js'
import { isPyValue } from '../values/py-value.js'
import { compileFunction } from './compile-function.js'

const header = 'from typing import Any, Awaitable, Literal'
const identifier = /^[\p{L}_][\p{L}\p{N}_]*$/u

/** Declares host functions in Python, as a `.pyi` file does: for type checking, and for a language model's prompt. */
export function pythonStubs(functions: readonly HostFunction[]): string {
  return [header, ...functions.map(declaration), ''].join('\n')
}

/** Declares modules of the host, each as its `.pyi` file. */
export function moduleStubs(modules: readonly HostModule[]): Record<string, string> {
  return Object.fromEntries(
    modules.map(({ name, attributes = {}, functions = [] }) => [name, pythonStubs(functions) + valueStubs(attributes)]),
  )
}

/** Declares names by the values that they will have, such as a run's inputs. */
export function valueStubs(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${typeOfValue(value)}\n`)
    .join('')
}

function declaration(fn: HostFunction): string {
  const { name, jsonSchema, order, raw } = compileFunction(fn).schema
  const { description, returns = 'Any' } = fn.schema
  const params = raw ? '*args: Any, **kwargs: Any' : parameters(jsonSchema, order)
  // An async function gives the guest an awaitable each time; any other handler says so in `returns`.
  const isAsync = fn.mode !== 'blocking' && fn.handler.constructor.name === 'AsyncFunction'
  const doc = description === undefined ? ' ...' : `\n    ${JSON.stringify(description)}`
  return `${isAsync ? 'async ' : ''}def ${name}(${params}) -> ${returns}:${doc}`
}

function parameters(schema: JsonSchema, order: readonly string[]): string {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  let optional = false
  return order
    .filter((name) => identifier.test(name))
    .map((name) => {
      // Python has no required parameter after an optional one.
      optional ||= !required.has(name)
      return `${name}: ${typeOfSchema(properties[name] ?? {})}${optional ? ' = ...' : ''}`
    })
    .join(', ')
}

/** A Python type for a JSON Schema; `Any` where there is none that would be right. */
function typeOfSchema(schema: JsonSchema): string {
  const { type, enum: members, const: constant, anyOf, oneOf, items, contentEncoding } = schema
  const union = anyOf ?? oneOf
  if (Array.isArray(union)) return [...new Set(union.map((member: JsonSchema) => typeOfSchema(member)))].join(' | ')
  if (constant !== undefined) return literal([constant])
  if (Array.isArray(members)) return literal(members)
  if (Array.isArray(type)) return type.map((one: string) => typeOfSchema({ ...schema, type: one })).join(' | ')
  switch (type) {
    case 'string':
      return contentEncoding === undefined ? 'str' : 'bytes'
    case 'integer':
      return 'int'
    case 'number':
      return 'float'
    case 'boolean':
      return 'bool'
    case 'null':
      return 'None'
    case 'array': {
      const item = items === undefined ? 'Any' : typeOfSchema(items as JsonSchema)
      return `list[${item}] | tuple[${item}, ...]`
    }
    case 'object':
      return 'dict[str, Any]'
    default:
      return 'Any'
  }
}

function literal(members: readonly unknown[]): string {
  const simple = members.every((member) => typeof member === 'string' || Number.isInteger(member))
  return simple ? `Literal[${members.map((member) => JSON.stringify(member)).join(', ')}]` : 'Any'
}

function typeOfValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
  }
  if (value === null || value === undefined || isPyValue(value)) return 'Any'
  if (Array.isArray(value)) return 'list[Any]'
  if (bytesOf(value as object)) return 'bytes'
  return value instanceof Set ? 'set[Any]' : 'dict[Any, Any]'
}
