import type { HostCall } from '../contract/turn.js'
import type { Raise } from '../errors/abandoned-call.js'
import type { HostFunction } from '../host/host-function.js'
import { PyFunction } from '../values/classes.js'
import { HostClass } from '../values/host-class.js'
import { HostObject, type HostReceiver } from '../values/host-object.js'
import { typeName } from '../values/type-name.js'
import { compileFunction, type RegisteredFunction } from './compile-function.js'
import type { FunctionRegistry } from './function-registry.js'
import { noSuchAttribute } from './host-attribute.js'

/** Methods are compiled when they are first called. */
const methods = new WeakMap<HostFunction, RegisteredFunction>()

function compiled(fn: HostFunction): RegisteredFunction {
  let registered = methods.get(fn)
  if (!registered) {
    registered = compileFunction(fn)
    methods.set(fn, registered)
  }
  return registered
}

/** What a call reaches: a function, or what the guest's language raises instead. Undefined: there is no such function. */
export function callTarget(
  { receiver, name }: HostCall,
  functions: FunctionRegistry,
  language: 'python' | 'javascript',
): RegisteredFunction | { readonly raise: Raise } | undefined {
  if (!receiver) return functions.get(name)
  if (receiver instanceof HostClass && name === '__call__') {
    if (receiver.construct) return compiled(receiver.construct)
    return { raise: { excType: 'TypeError', message: `cannot create '${receiver.name}' instances` } }
  }
  if (!(receiver instanceof HostObject || receiver instanceof HostClass))
    return { raise: noMethod(receiver, name, language) }
  const method = receiver.method(name)
  if (method) return compiled(method)
  if (!receiver.hasAttribute(name)) return { raise: noMethod(receiver, name, language) }
  const value = receiver.attribute(name)
  const target = value instanceof PyFunction && value.origin === 'host' ? functions.get(value.name) : undefined
  return target ?? { raise: notCallable(typeName(value)) }
}

function noMethod(receiver: HostReceiver, name: string, language: 'python' | 'javascript'): Raise {
  if (language === 'javascript') return { excType: 'TypeError', message: `${receiver.name}.${name} is not a function` }
  if (name !== '__call__') return noSuchAttribute(receiver, name)
  // The class of an object that has none of the host's: nobody but the engine knows its id.
  if (receiver instanceof HostObject && !receiver.known)
    return { excType: 'TypeError', message: 'the host lets nobody call this' }
  return notCallable(receiver.name)
}

function notCallable(type: string): Raise {
  return { excType: 'TypeError', message: `'${type}' object is not callable` }
}
