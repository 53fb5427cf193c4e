import type { TypeCheckRequest } from '@interpreter-bridge/core'
import { InlineTypeChecker } from './inline-checker.js'
import { type FromThread, failure } from './protocol.js'

/** The end inside a thread: answers each message that it is given, the first of which is the checker's module. */
export function serveChecker(post: (message: FromThread) => void): (message: unknown) => Promise<void> {
  let checker: InlineTypeChecker | undefined
  return async (message) => {
    try {
      if (message instanceof WebAssembly.Module) {
        const { createGlue } = await import('./glue.js')
        checker = new InlineTypeChecker(async () => ({ module: message, glue: createGlue }))
        post({ type: 'ready' })
      } else if (checker) post({ type: 'found', found: await checker.check(message as TypeCheckRequest) })
    } catch (error) {
      post(failure(error))
    }
  }
}
