import {
  BridgeError,
  type BridgeOptions,
  EngineBridge,
  type InterpreterBridge,
  resolveLimits,
} from '@interpreter-bridge/core'
import { type QuickJSSyncVariant, RELEASE_SYNC } from 'quickjs-emscripten'
import { ModulePool } from './module-pool.js'
import { QuickJsEngine, quickJsCapabilities } from './quickjs-engine.js'

/** What {@link createQuickJs} can be given. */
export interface QuickJsOptions extends BridgeOptions {
  /** Another build of quickjs-emscripten, or one whose files a bundler has placed. Default: the release build. */
  readonly variant?: QuickJSSyncVariant
}

/**
 * JavaScript in QuickJS, the comparison interpreter.
 * @throws BridgeError `engine-missing` when the WebAssembly module does not load
 */
export async function createQuickJs(options: QuickJsOptions = {}): Promise<InterpreterBridge> {
  const { variant = RELEASE_SYNC, ...bridgeOptions } = options
  const pool = new ModulePool(variant)
  const bridge = new EngineBridge(new QuickJsEngine(pool), bridgeOptions)
  try {
    // One instance for the default limits, so that the first run finds it ready, and `runSync` works.
    const { memoryBytes = 0 } = resolveLimits(quickJsCapabilities, options.limits)
    pool.giveBack(await pool.take(memoryBytes))
    return bridge
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BridgeError('engine-missing', `quickjs-emscripten did not load (${reason})`, { cause: error })
  }
}
