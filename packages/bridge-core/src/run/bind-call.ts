import type { HostCall } from '../contract/turn.js'
import type { Binding } from '../functions/binding.js'
import type { RegisteredFunction } from '../functions/compile-function.js'

/** Binds a call's arguments to parameters, as the guest's language passes them. */
export function bindCall({ schema }: RegisteredFunction, { args, kwargs }: HostCall, language: string): Binding {
  return language === 'javascript' ? schema.mapAndValidateJavaScriptArgs(args) : schema.mapAndValidateArgs(args, kwargs)
}
