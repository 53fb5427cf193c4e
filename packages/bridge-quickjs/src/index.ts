import { BridgeError, type BridgeOptions, EngineBridge, type InterpreterBridge } from '@interpreter-bridge/core'
import { newQuickJSWASMModule, type QuickJSWASMModule } from 'quickjs-emscripten'
import { QuickJsEngine } from './quickjs-engine.js'

/** What {@link createQuickJs} can be given. */
export interface QuickJsOptions extends BridgeOptions {
  /** Loads a module of one's own: a variant, or a build placed by a bundler. Default: the release build. */
  readonly module?: () => Promise<QuickJSWASMModule>
}

/**
 * JavaScript in QuickJS, the comparison interpreter.
 * @throws BridgeError `engine-missing` when the WebAssembly module does not load
 */
export async function createQuickJs(options: QuickJsOptions = {}): Promise<InterpreterBridge> {
  const { module: load = newQuickJSWASMModule, ...bridgeOptions } = options
  try {
    return new EngineBridge(new QuickJsEngine(await load(), () => load()), bridgeOptions)
  } catch (error) {
    if (error instanceof BridgeError) throw error
    throw new BridgeError(
      'engine-missing',
      `quickjs-emscripten did not load (${error instanceof Error ? error.message : String(error)})`,
      { cause: error },
    )
  }
}
