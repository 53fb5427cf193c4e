import type { HostCall } from '../contract/turn.js'
import type { Binding } from '../functions/binding.js'
import { compileFunction, type RegisteredFunction } from '../functions/compile-function.js'
import type { HostFunction } from '../host/host-function.js'
import type { HostObject } from '../values/host-object.js'

/** Methods are compiled when they are first called. */
const methods = new WeakMap<HostFunction, RegisteredFunction>()

/** A host object's method, or undefined where it has none of that name. */
export function methodOf(receiver: HostObject, name: string): RegisteredFunction | undefined {
  const fn = receiver.method(name)
  if (!fn) return undefined
  let registered = methods.get(fn)
  if (!registered) {
    registered = compileFunction(fn)
    methods.set(fn, registered)
  }
  return registered
}

/** Binds a call's arguments to parameters, as the guest's language passes them. */
export function bindCall({ schema }: RegisteredFunction, { args, kwargs }: HostCall, language: string): Binding {
  return language === 'javascript' ? schema.mapAndValidateJavaScriptArgs(args) : schema.mapAndValidateArgs(args, kwargs)
}
