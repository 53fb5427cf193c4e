import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import type { HostContext, HostFunction } from '../host/host-function.js'
import type { HostFunctionSchema, HostParam, HostParamType, HostType } from '../host/host-schema.js'
import type { JsonSchemaHolder } from '../host/json-schema.js'
import type { StandardResult, StandardSchema } from '../host/standard-schema.js'
import { schemaKeys } from './schema-keys.js'

interface PlainTypes {
  string: string
  integer: number | bigint
  number: number | bigint
  boolean: boolean
  bytes: Uint8Array
  list: readonly unknown[]
  map: Readonly<Record<string, unknown>>
  any: unknown
}

type ItemValue<Item> = Item extends HostParamType ? PlainTypes[Item] : Item extends HostType ? TypedValue<Item> : never

type TypedValue<Type extends HostType> =
  | (Type extends { type: 'list'; items: infer Item }
      ? readonly ItemValue<Item>[]
      : Type extends { type: 'map'; values: infer Item }
        ? Readonly<Record<string, ItemValue<Item>>>
        : PlainTypes[Type['type']])
  | (Type extends { nullable: true } ? null : never)

type ParamValue<Param extends HostParam> =
  | (Param extends { schema: infer Schema extends StandardSchema }
      ? OutputOf<Schema> | (Param extends { nullable: true } ? null : never)
      : TypedValue<Param>)
  | (Param extends { default: null } ? null : never)
  | (Param extends { required: false; default: unknown }
      ? never
      : Param extends { required: false }
        ? undefined
        : never)

type OutputOf<Schema extends StandardSchema> = Schema['~standard'] extends {
  validate: (value: unknown) => infer Result
}
  ? Extract<Awaited<Result>, StandardResult<unknown> & { value: unknown }>['value']
  : never

/** The arguments a handler gets, inferred from its parameters. */
export type HostArgs<Params> = Params extends 'raw'
  ? { readonly args: readonly unknown[]; readonly kwargs: Readonly<Record<string, unknown>> }
  : Params extends StandardSchema
    ? OutputOf<Params>
    : Params extends readonly HostParam[]
      ? { readonly [Param in Params[number] as Param['name']]: ParamValue<Param> }
      : Params extends JsonSchemaHolder & { readonly _type: infer Type }
        ? Type
        : Readonly<Record<string, unknown>>

const known = { ...schemaKeys, mode: true, handler: true } as const satisfies KnownKeys<
  HostFunctionSchema & Pick<HostFunction, 'mode' | 'handler'>
>

/** Defines a host function; the handler's arguments are typed by the parameters. @throws BridgeError `invalid-argument` */
export function hostFunction<const Params extends HostFunctionSchema['params']>(
  definition: Omit<HostFunctionSchema, 'params'> & {
    readonly params: Params
    readonly mode?: HostFunction['mode']
    handler(args: HostArgs<Params>, context: HostContext): unknown
  },
): HostFunction {
  checkKeys(`host function ${definition.name}`, definition, known)
  const { handler, mode, ...schema } = definition
  return { schema, handler: handler as HostFunction['handler'], ...(mode ? { mode } : {}) }
}
