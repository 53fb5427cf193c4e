import { BridgeError, type BridgeErrorCode, GuestError, type GuestFault, HostError } from '../errors/errors.js'

/** The parts of an error that is to be sent: what it is made by, the names of its fields, and their values. */
export type ErrorParts = readonly [maker: string, names: readonly string[], values: readonly unknown[]]

/** Takes an error apart. Its stack stays here: it is about this process. */
export function errorParts(error: Error): ErrorParts {
  const { name, message, cause, errors } = error as Error & { readonly errors?: unknown }
  const optional = Object.entries({ cause, errors }).filter(([, value]) => value !== undefined)
  const own = Object.entries(error).filter(([key]) => !['name', 'message', 'cause', 'errors'].includes(key))
  const fields = [['name', name], ['message', message], ...optional, ...own] as const
  return [makerOf(error), fields.map(([key]) => key as string), fields.map(([, value]) => value)]
}

function makerOf(error: Error): string {
  if (error instanceof GuestError) return 'guest'
  if (error instanceof BridgeError) return 'bridge'
  return error instanceof HostError ? 'host' : 'error'
}

/** Makes the error anew. Subclasses come as what they are made of: a `HostError` of their name and type. */
export function errorOf(maker: unknown, names: readonly string[], values: readonly unknown[]): Error {
  const fields = Object.fromEntries(names.map((name, index) => [name, values[index]]))
  const made = make(maker, fields)
  for (const [key, value] of Object.entries(fields)) {
    if (Reflect.get(made, key) === value) continue
    // As the constructors leave them: an error's message, cause and errors are not for enumeration.
    const enumerable = !['message', 'cause', 'errors'].includes(key)
    Object.defineProperty(made, key, { value, enumerable, configurable: true, writable: true })
  }
  return made
}

function make(maker: unknown, fields: Record<string, unknown>): Error {
  const message = String(fields.message ?? '')
  const options = 'cause' in fields ? { cause: fields.cause } : undefined
  switch (maker) {
    case 'guest':
      return new GuestError(fields as unknown as GuestFault, String(fields.scriptName ?? ''))
    case 'bridge':
      return new BridgeError(String(fields.code ?? '') as BridgeErrorCode, message, options)
    case 'host':
      return new HostError(String(fields.excType ?? ''), message, options)
    default:
      return new Error(message, options)
  }
}
