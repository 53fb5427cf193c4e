import type { KnownKeys } from '../errors/check-keys.js'
import type { HostFunctionSchema, HostParam, HostType } from '../host/host-schema.js'

/** What a function's schema is made of. */
export const schemaKeys = {
  name: true,
  description: true,
  params: true,
  positional: true,
  jsonSchema: true,
  returns: true,
  async: true,
} as const satisfies KnownKeys<HostFunctionSchema>

/** What the type of an item or of a map's values is made of. */
export const typeKeys = {
  type: true,
  items: true,
  values: true,
  nullable: true,
  description: true,
} as const satisfies KnownKeys<HostType>

/** What a plain parameter is made of. */
export const paramKeys = {
  ...typeKeys,
  name: true,
  required: true,
  default: true,
  schema: true,
} as const satisfies KnownKeys<HostParam>
