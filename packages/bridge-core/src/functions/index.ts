/**
 * Host functions at work: define, compile, bind and validate arguments, registry, stubs.
 * Imports `contract` and what is below it.
 */

export type { Binding } from './binding.js'
export { type HostArgs, hostFunction } from './define.js'
export { type GuestNameOptions, type GuestNames, guestNames } from './guest-names.js'
export { pythonBuiltins } from './python-builtins.js'
export { CompiledSchema } from './schema.js'
export type { Parameter, Signature } from './signature.js'
export type { StubOptions } from './stubs/declared.js'
export { pythonStubs } from './stubs/python-stubs.js'
export { typescriptStubs } from './stubs/typescript-stubs.js'
