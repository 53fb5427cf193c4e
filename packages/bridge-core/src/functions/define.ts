import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import type { HostContext, HostFunction } from '../host/host-function.js'
import type { HostFunctionSchema, HostParam, HostParamType } from '../host/host-schema.js'
import type { StandardResult, StandardSchema } from '../host/standard-schema.js'
import { schemaKeys } from './schema-keys.js'

interface ParamTypes extends Record<HostParamType, unknown> {
  string: string
  integer: number | bigint
  number: number | bigint
  boolean: boolean
  bytes: Uint8Array
  list: readonly unknown[]
  map: Readonly<Record<string, unknown>>
  any: unknown
}

type Optional<P extends HostParam> = P extends { required: false } ? undefined : never
type Nullable<P extends HostParam> = P extends { nullable: true } ? null : never

/** The arguments a handler gets, inferred from its parameters. */
export type HostArgs<Params> = Params extends 'raw'
  ? { readonly args: readonly unknown[]; readonly kwargs: Readonly<Record<string, unknown>> }
  : Params extends StandardSchema
    ? Params['~standard'] extends { validate: (value: unknown) => infer Result }
      ? Extract<Awaited<Result>, StandardResult<unknown> & { value: unknown }>['value']
      : never
    : Params extends readonly HostParam[]
      ? { readonly [P in Params[number] as P['name']]: ParamTypes[P['type']] | Optional<P> | Nullable<P> }
      : never

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
