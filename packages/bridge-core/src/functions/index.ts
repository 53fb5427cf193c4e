/**
 * Host functions at work: define, compile, bind and validate arguments, registry, stubs.
 * Imports `contract` and what is below it.
 */
export { type HostArgs, hostFunction } from './define.js'
export { type Binding, CompiledSchema } from './schema.js'
export { pythonStubs } from './stubs.js'
