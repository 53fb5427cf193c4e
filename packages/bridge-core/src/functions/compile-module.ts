import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { HostModule } from '../host/host-module.js'
import { checkCrossable } from '../values/check.js'
import { PyFunction, PyModule } from '../values/classes.js'
import { randomId } from '../values/host-surface.js'
import { compileFunction, type RegisteredFunction } from './compile-function.js'

/** A module after its checks, with its functions by qualified name. */
export interface RegisteredModule {
  readonly module: HostModule
  readonly value: PyModule
  readonly functions: ReadonlyMap<string, RegisteredFunction>
}

const known: KnownKeys<HostModule> = { name: true, attributes: true, functions: true }

/** @throws BridgeError `invalid-argument`, `value-unsupported` */
export function compileModule(module: HostModule): RegisteredModule {
  const { name, attributes = {}, functions = [] } = module ?? {}
  if (typeof name !== 'string' || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    throw new BridgeError('invalid-argument', `a host module's name must be an identifier, not ${String(name)}`)
  }
  checkKeys(`module ${name}`, module, known)
  const compiled = new Map<string, RegisteredFunction>()
  const members = new Map<string, unknown>(Object.entries(attributes))
  for (const fn of functions) {
    const registered = compileFunction(fn)
    const qualified = `${name}.${registered.schema.name}`
    if (members.has(registered.schema.name)) {
      throw new BridgeError('invalid-argument', `${qualified} is there twice`)
    }
    members.set(registered.schema.name, new PyFunction(qualified, 'host', fn.schema.description))
    compiled.set(qualified, registered)
  }
  const value = new PyModule(name, randomId(), members)
  checkCrossable(value, name)
  return { module, value, functions: compiled }
}
