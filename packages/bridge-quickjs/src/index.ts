import { BridgeError, type BridgeOptions, EngineBridge, type InterpreterBridge } from '@interpreter-bridge/core'
import { getQuickJS, type QuickJSWASMModule } from 'quickjs-emscripten'
import { QuickJsEngine } from './quickjs-engine.js'

/** What {@link createQuickJs} can be given. */
export interface QuickJsOptions extends BridgeOptions {
  /** A module of one's own (a variant, or a build placed by a bundler). Default: quickjs-emscripten's release build. */
  readonly module?: QuickJSWASMModule | Promise<QuickJSWASMModule>
}

/**
 * JavaScript in QuickJS, the comparison interpreter.
 * @throws BridgeError `engine-missing` when the WebAssembly module does not load
 */
export async function createQuickJs(options: QuickJsOptions = {}): Promise<InterpreterBridge> {
  const { module, ...bridgeOptions } = options
  try {
    const loaded = await (module ?? getQuickJS())
    return new EngineBridge(new QuickJsEngine(loaded), bridgeOptions)
  } catch (error) {
    if (error instanceof BridgeError) throw error
    throw new BridgeError('engine-missing', `quickjs-emscripten did not load (${error instanceof Error ? error.message : String(error)})`, { cause: error })
  }
}
