import { BridgeError, type BridgeErrorCode, GuestError, type TypeDiagnostics } from '@interpreter-bridge/core'

/** What a checker's thread says: that it is ready, or how a check came out. The first it is told is its module. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'found'; readonly found: TypeDiagnostics | null }
  | { readonly type: 'refused'; readonly code: BridgeErrorCode; readonly message: string }
  | { readonly type: 'failed'; readonly excType: string; readonly message: string }

/** How a check failed, for the other side. */
export function failure(error: unknown): FromThread {
  if (error instanceof GuestError) return { type: 'failed', excType: error.excType, message: error.message }
  if (error instanceof BridgeError) return { type: 'refused', code: error.code, message: error.message }
  return { type: 'refused', code: 'engine-crashed', message: `the type checker failed: ${String(error)}` }
}

/** What a check found. @throws BridgeError, GuestError what it was answered with */
export function foundIn(message: FromThread, scriptName: string): TypeDiagnostics | null {
  switch (message.type) {
    case 'found':
      return message.found
    case 'failed':
      throw new GuestError({ excType: message.excType, message: message.message, traceback: [] }, scriptName)
    case 'refused':
      throw new BridgeError(message.code, message.message)
    case 'ready':
      throw new BridgeError('engine-crashed', 'the type checker answered nothing')
  }
}
