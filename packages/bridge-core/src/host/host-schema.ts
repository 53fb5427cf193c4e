import type { JsonSchema, JsonSchemaHolder, JsonSchemaParams } from './json-schema.js'
import type { StandardSchema } from './standard-schema.js'

/** The plain types. `integer` and `number` accept bigints; `list` accepts tuples; `map` plain objects and Maps. */
export type HostParamType = 'string' | 'integer' | 'number' | 'boolean' | 'bytes' | 'list' | 'map' | 'any'

/** What a value must be, described plainly. */
export interface HostType {
  readonly type: HostParamType
  /** What the items of a `list` must be. Default: anything. */
  readonly items?: HostItem
  /** What the values of a `map` must be; its keys must be strings then. Default: anything. */
  readonly values?: HostItem
  /** `null` (Python's `None`) is accepted too. */
  readonly nullable?: boolean
  readonly description?: string
}

/** What items and values are: a plain type by its name, or with more to say. */
export type HostItem = HostParamType | HostType

/** One parameter, described plainly. */
export interface HostParam extends HostType {
  readonly name: string
  /** Default true, unless there is a `default`. */
  readonly required?: boolean
  readonly default?: unknown
  /** Checks, and may transform, the value after its type was checked. */
  readonly schema?: StandardSchema
}

/** In which of its forms a function's parameters are described. */
export type HostParams = readonly HostParam[] | StandardSchema | JsonSchemaParams | JsonSchemaHolder | 'raw'

/** What a host function is called and takes. */
export interface HostFunctionSchema {
  readonly name: string
  readonly description?: string
  /**
   * A list of plain parameters, or a schema of an object whose properties are the parameters: a Standard Schema (zod,
   * valibot, arktype, …), a JSON Schema (an MCP tool's `inputSchema`), or an object that holds one (`jsonSchema()` of
   * the AI SDK). `raw` takes whatever the guest passes: the handler gets `{ args, kwargs }`, unchecked.
   */
  readonly params: HostParams
  /** The order of positional arguments, where `params` is a schema that cannot say it by itself. */
  readonly positional?: readonly string[]
  /** The parameters as JSON Schema, where `params` is a Standard Schema that cannot say it by itself. */
  readonly jsonSchema?: JsonSchema
  /** What the function returns, for generated stubs: a type as the guest's language writes it, or a schema of it. */
  readonly returns?: string | StandardSchema | JsonSchema
  /**
   * Whether guests get an awaitable: with true each time, also when the handler returns a value; with false never, because
   * the handler returns no promise. Only a handler that is an `async` function says it by itself; without this, the stubs
   * of any other have to leave open what its result is.
   */
  readonly async?: boolean
}
