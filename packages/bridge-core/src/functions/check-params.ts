import { checkKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { HostItem, HostParam, HostType } from '../host/host-schema.js'
import { itemType, paramTypeJsonSchema, takeTyped } from './param-types.js'
import { paramKeys, typeKeys } from './schema-keys.js'

const identifier = /^[\p{L}_$][\p{L}\p{N}_$]*$/u

/** @throws BridgeError `invalid-argument` for a list of parameters that is not well-formed */
export function checkParams(name: string, params: readonly HostParam[]): void {
  const seen = new Set<string>()
  for (const param of params) {
    if (typeof param?.name !== 'string' || !identifier.test(param.name)) {
      throw invalid(`${name}: a parameter's name must be an identifier, not ${String(param?.name)}`)
    }
    if (seen.has(param.name)) throw invalid(`${name}: two parameters are named ${param.name}`)
    const what = `${name}: parameter ${param.name}`
    checkKeys(what, param, paramKeys)
    checkType(what, param)
    checkDefault(what, param)
    seen.add(param.name)
  }
}

function checkType(what: string, type: HostType): void {
  if (!Object.hasOwn(paramTypeJsonSchema, type.type)) {
    const types = Object.keys(paramTypeJsonSchema).join(', ')
    throw invalid(`${what} has type ${String(type.type)}; there are ${types}`)
  }
  if (type.items !== undefined && type.type !== 'list') throw invalid(`${what}: only a list has items`)
  if (type.values !== undefined && type.type !== 'map') throw invalid(`${what}: only a map has values`)
  if (type.items !== undefined) checkItem(`${what}: items`, type.items)
  if (type.values !== undefined) checkItem(`${what}: values`, type.values)
}

function checkItem(what: string, item: HostItem): void {
  if (typeof item === 'object' && item !== null) checkKeys(what, item, typeKeys)
  checkType(what, itemType(item))
}

function checkDefault(what: string, param: HostParam): void {
  // Null is how a host says "none" for a parameter of any type.
  if (param.default === undefined || param.default === null) return
  const typed = takeTyped(param, param.default)
  if ('problem' in typed) throw invalid(`${what}: its default${typed.path} must be ${typed.problem}`)
}

function invalid(message: string): BridgeError {
  return new BridgeError('invalid-argument', message)
}
