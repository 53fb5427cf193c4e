import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { HostFunction } from '../host/host-function.js'
import { isAsync } from './awaitable.js'
import { CompiledSchema } from './schema.js'

/** A registered function with its compiled schema. */
export interface RegisteredFunction {
  readonly fn: HostFunction
  readonly schema: CompiledSchema
}

const known: KnownKeys<HostFunction> = { schema: true, handler: true, mode: true }

/** @throws BridgeError `invalid-argument` for a function that is not well-formed */
export function compileFunction(fn: HostFunction): RegisteredFunction {
  if (typeof fn?.handler !== 'function') {
    throw new BridgeError(
      'invalid-argument',
      'a host function needs { schema, handler }, and the handler must be a function',
    )
  }
  if (fn.mode !== undefined && fn.mode !== 'awaitable' && fn.mode !== 'blocking') {
    throw new BridgeError('invalid-argument', `mode must be 'awaitable' or 'blocking', not ${String(fn.mode)}`)
  }
  checkKeys(`host function ${fn.schema?.name}`, fn, known)
  const schema = new CompiledSchema(fn.schema)
  if (fn.schema.async === true && fn.mode === 'blocking') {
    throw new BridgeError('invalid-argument', `${schema.name}: async: true and mode: 'blocking' contradict each other`)
  }
  return { fn: fn.schema.async === true && !isAsync(fn.handler) ? awaited(fn) : fn, schema }
}

/** The same function with a promise for whatever the handler returns. */
function awaited(fn: HostFunction): HostFunction {
  return { ...fn, handler: async (args, context) => fn.handler(args, context) }
}
