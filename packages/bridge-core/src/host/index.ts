/**
 * What a host registers, types only: functions, their schemas, modules. Imports `platform`.
 */
export type { DumpOptions, HostContext, HostFunction } from './host-function.js'
export type { HostModule } from './host-module.js'
export type {
  HostFunctionSchema,
  HostItem,
  HostParam,
  HostParams,
  HostParamType,
  HostType,
} from './host-schema.js'
export type { JsonSchema, JsonSchemaHolder, JsonSchemaParams } from './json-schema.js'
export type { StandardSchema } from './standard-schema.js'
