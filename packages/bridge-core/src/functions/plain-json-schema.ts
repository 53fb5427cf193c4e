import type { HostItem, HostParam, HostType } from '../host/host-schema.js'
import type { JsonSchema } from '../host/json-schema.js'
import { toPlain } from '../values/to-plain.js'
import { define } from './binding.js'
import { itemType, paramTypeJsonSchema } from './param-types.js'
import { exportJsonSchema } from './standard-schema.js'

/** A list of plain parameters as a JSON Schema of an object. */
export function plainJsonSchema(params: readonly HostParam[]): JsonSchema {
  const properties: Record<string, unknown> = {}
  const required: string[] = []
  for (const param of params) {
    const own = param.schema && exportJsonSchema(param.schema)
    define(properties, param.name, {
      ...(own ? nullable(own, param) : typeJsonSchema(param)),
      ...(param.description === undefined ? {} : { description: param.description }),
      // A default of bytes is base64, as its type says.
      ...(param.default === undefined ? {} : { default: toPlain(param.default) }),
    })
    if (param.default === undefined && param.required !== false) required.push(param.name)
  }
  return { type: 'object', properties, required, additionalProperties: false }
}

function typeJsonSchema(type: HostType): JsonSchema {
  const own = {
    ...paramTypeJsonSchema[type.type],
    ...(type.items === undefined ? {} : { items: itemJsonSchema(type.items) }),
    ...(type.values === undefined ? {} : { additionalProperties: itemJsonSchema(type.values) }),
  }
  return nullable(own, type)
}

function itemJsonSchema(item: HostItem): JsonSchema {
  const type = itemType(item)
  const { description } = type
  return { ...typeJsonSchema(type), ...(description === undefined ? {} : { description }) }
}

function nullable(own: JsonSchema, type: HostType): JsonSchema {
  return type.nullable ? { anyOf: [own, { type: 'null' }] } : own
}
