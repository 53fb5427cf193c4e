import type { HostCall } from '../contract/turn.js'
import { PyFunction } from '../values/classes.js'
import type { HostClass } from '../values/host-class.js'
import { HostObject } from '../values/host-object.js'
import type { ObjectTable } from './object-table.js'

/** A method as a value is a function of this name, which no identifier can be. */
const boundMethod = /^(?:.+\.)?(.+) of ([0-9a-f]{32})$/s

/** A host object's method as a value, `f = o.f`. Two reads of it are one function. */
export function boundMethodOf(receiver: HostObject | HostClass, name: string): PyFunction {
  const description = receiver.method(name)?.schema.description
  return new PyFunction(`${receiver.name}.${name} of ${receiver.id}`, 'host', description)
}

/**
 * A call by name, as the call of a method that it may be: of one that went around as a value, or of a registered class,
 * which the engine calls without having asked what its name means.
 */
export function asMethodCall(
  call: HostCall,
  objects: ObjectTable,
  classNamed: (name: string) => HostClass | undefined,
): HostCall {
  const { receiver, name } = call
  if (receiver) return call
  const cls = classNamed(name)
  if (cls) return { ...call, name: '__call__', receiver: cls }
  const [, method = '', id = ''] = boundMethod.exec(name) ?? []
  return id === '' ? call : { ...call, name: method, receiver: objects.get(id) ?? HostObject.unknown(id) }
}
