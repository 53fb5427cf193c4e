/**
 * What can go wrong, as classes and texts: misuse of the bridge, a guest's failure, a handler's answer to a guest.
 * Imports `platform`.
 */

export type { AbandonedCall, Raise, SourcePosition } from './abandoned-call.js'
export { caretsUnder } from './carets.js'
export { checkKeys, type KnownKeys } from './check-keys.js'
export {
  BridgeError,
  type BridgeErrorCode,
  bridgeErrorCodes,
  GuestError,
  type GuestFault,
  HostError,
  HostKeyError,
  HostPermissionError,
  HostTimeoutError,
  HostValueError,
  type LimitExceeded,
} from './errors.js'
export { type PythonToken, pythonTokens } from './python-tokens.js'
export type { StackFrame } from './stack-frame.js'
export { formatTraceback } from './traceback.js'
