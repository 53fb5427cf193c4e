import type { KnownKeys } from '../errors/check-keys.js'
import type { HostFunctionSchema, HostParam } from '../host/host-schema.js'

/** What a function's schema is made of. */
export const schemaKeys = {
  name: true,
  description: true,
  params: true,
  positional: true,
  jsonSchema: true,
  returns: true,
} as const satisfies KnownKeys<HostFunctionSchema>

/** What a plain parameter is made of. */
export const paramKeys = {
  name: true,
  type: true,
  description: true,
  required: true,
  default: true,
  nullable: true,
  schema: true,
} as const satisfies KnownKeys<HostParam>
