import { BridgeError } from '@interpreter-bridge/core'
import { type QuickJSSyncVariant, RELEASE_SYNC } from 'quickjs-emscripten'
import { ModulePool } from './module-pool.js'
import { QuickJsEngine } from './quickjs-engine.js'

/**
 * JavaScript in QuickJS, with an instance of `memoryBytes` made in advance.
 * @throws BridgeError `engine-missing` when the WebAssembly module does not load
 */
export async function createEngine(
  memoryBytes: number,
  variant: QuickJSSyncVariant = RELEASE_SYNC,
): Promise<QuickJsEngine> {
  const pool = new ModulePool(variant)
  try {
    pool.giveBack(await pool.take(memoryBytes))
    return new QuickJsEngine(pool)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BridgeError('engine-missing', `quickjs-emscripten did not load (${reason})`, { cause: error })
  }
}
