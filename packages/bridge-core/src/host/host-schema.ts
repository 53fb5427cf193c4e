import type { StandardSchema } from './standard-schema.js'

/** A JSON Schema (draft 2020-12), as tool descriptions for language models use it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** One parameter, described plainly. */
export interface HostParam {
  readonly name: string
  readonly type: HostParamType
  readonly description?: string
  /** Default true, unless there is a `default`. */
  readonly required?: boolean
  readonly default?: unknown
  /** `null` (Python's `None`) is accepted too. */
  readonly nullable?: boolean
  /** Checks, and may transform, the value after its type was checked. */
  readonly schema?: StandardSchema
}

/**
 * What a host function is called and takes. `params` is a list of plain parameters, or one Standard Schema (zod,
 * valibot, arktype, …) of an object whose properties are the parameters. `raw` takes whatever the guest passes: the
 * handler gets `{ args, kwargs }`, unchecked.
 */
export interface HostFunctionSchema {
  readonly name: string
  readonly description?: string
  readonly params: readonly HostParam[] | StandardSchema | 'raw'
  /** The order of positional arguments, where `params` is a schema that cannot say it by itself. */
  readonly positional?: readonly string[]
  /** The parameters as JSON Schema, where `params` is a schema that cannot say it by itself. */
  readonly jsonSchema?: JsonSchema
  /** What the function returns, for generated stubs: a Python type expression. Default `Any`. */
  readonly returns?: string
}

/** The plain parameter types. `integer` and `number` accept bigints; `list` accepts tuples; `map` plain objects and Maps. */
export type HostParamType = 'string' | 'integer' | 'number' | 'boolean' | 'bytes' | 'list' | 'map' | 'any'
