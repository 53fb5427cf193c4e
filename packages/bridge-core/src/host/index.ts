/**
 * What a host registers, types only: functions, their schemas, modules. Imports `platform`.
 */
export type { DumpOptions, HostContext, HostFunction } from './host-function.js'
export type { HostModule } from './host-module.js'
export type { HostFunctionSchema, HostParam, HostParamType, JsonSchema } from './host-schema.js'
export type { StandardSchema } from './standard-schema.js'
