import { BridgeError } from '@interpreter-bridge/core'
import releaseSync from '@jitl/quickjs-wasmfile-release-sync'
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core'
import { ModulePool } from './module-pool.js'
import { QuickJsEngine } from './quickjs-engine.js'

// Its types are those of its CommonJS file, which wraps the default export once more; the file that is loaded does not.
const release = releaseSync as unknown as QuickJSSyncVariant

/**
 * JavaScript in QuickJS, with an instance of `memoryBytes` made in advance.
 * @throws BridgeError `engine-missing` when the WebAssembly module does not load
 */
export async function createEngine(memoryBytes: number, variant: QuickJSSyncVariant = release): Promise<QuickJsEngine> {
  const pool = new ModulePool(variant)
  try {
    pool.giveBack(await pool.take(memoryBytes))
    return new QuickJsEngine(pool)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BridgeError('engine-missing', `quickjs-emscripten did not load (${reason})`, { cause: error })
  }
}
