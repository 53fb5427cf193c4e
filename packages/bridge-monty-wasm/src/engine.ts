import { isPromise, type MaybePromise } from '@interpreter-bridge/core'
import { MontyEngine, montyCapabilities, type Port } from '@interpreter-bridge/monty-shared'
import type { CreateGlue } from './glue.js'
import { instancePort, instancePortLater } from './instance.js'

/** Python in the Monty interpreter, in an instance of its own. */
export async function createEngine(module: WebAssembly.Module, createGlue: CreateGlue): Promise<MontyEngine> {
  let port: MaybePromise<Port> = await instancePortLater(module, createGlue)
  /** The instance. One that trapped is replaced: at once where that is allowed. */
  const current = (): MaybePromise<Port> => {
    if (isPromise(port) || !port.broken) return port
    try {
      port = instancePort(module, createGlue)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      port = instancePortLater(module, createGlue).then((replaced) => {
        port = replaced
        return replaced
      })
    }
    return port
  }
  return new MontyEngine(montyCapabilities('monty-wasm'), current)
}
