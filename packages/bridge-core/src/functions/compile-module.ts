import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { HostModule } from '../host/host-module.js'
import { checkCrossable } from '../values/check.js'
import { PyFunction } from '../values/classes.js'
import { compileFunction, type RegisteredFunction } from './compile-function.js'
import { isIdentifier } from './identifier.js'

/** A module after its checks, with its functions by qualified name. */
export interface RegisteredModule {
  readonly module: HostModule
  /** Its constants, classes and functions, as the guest sees them. */
  readonly members: ReadonlyMap<string, unknown>
  readonly functions: ReadonlyMap<string, RegisteredFunction>
}

const known: KnownKeys<HostModule> = { name: true, attributes: true, functions: true }

/** @throws BridgeError `invalid-argument`, `value-unsupported` */
export function compileModule(module: HostModule): RegisteredModule {
  const { name, attributes = {}, functions = [] } = module ?? {}
  if (typeof name !== 'string' || !name.split('.').every((part) => isIdentifier(part, 'python'))) {
    const rule = "a host module's name must be an identifier, or several with dots between"
    throw new BridgeError('invalid-argument', `${rule}, not ${String(name)}`)
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
  for (const [member, value] of members) checkCrossable(value, `${name}.${member}`)
  return { module, members, functions: compiled }
}
