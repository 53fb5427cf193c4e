import { BridgeError } from '@interpreter-bridge/core'
import releaseSync from '@jitl/quickjs-wasmfile-release-sync'
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core'
import { Build } from './build.js'
import { Pool } from './pool.js'
import { QuickJsEngine } from './quickjs-engine.js'

// Its types are those of its CommonJS file, which wraps the default export once more; the file that is loaded does not.
const release = releaseSync as unknown as QuickJSSyncVariant

/** Default: the release build, which loads its own WebAssembly. */
interface GivenBuild {
  readonly variant?: QuickJSSyncVariant | undefined
  readonly wasm?: WebAssembly.Module | undefined
}

/**
 * JavaScript in QuickJS, with a machine for its first guest.
 * @throws BridgeError `engine-missing` when the WebAssembly module does not load, `invalid-argument` for a customised variant
 */
export async function createEngine({ variant = release, wasm }: GivenBuild = {}): Promise<QuickJsEngine> {
  try {
    const pool = new Pool(await Build.load(variant, wasm))
    pool.giveBack(await pool.take())
    return new QuickJsEngine(pool)
  } catch (error) {
    if (error instanceof BridgeError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new BridgeError('engine-missing', `quickjs-emscripten did not load (${reason})`, { cause: error })
  }
}
