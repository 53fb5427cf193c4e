import {
  BridgeError,
  checkKeys,
  createBridge,
  type EngineLink,
  type EngineWorker,
  type InterpreterBridge,
  type IsolatedBridgeOptions,
  isolatedBridgeOptionKeys,
  type KnownKeys,
  type Limits,
} from '@interpreter-bridge/core'
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core'
import { createEngine } from './engine.js'
import { quickJsCapabilities } from './quickjs-engine.js'

/** What `createQuickJs` can be given. */
export interface QuickJsOptions extends IsolatedBridgeOptions {
  /** Another build of quickjs-emscripten, as its package exports it: one that `newVariant` has made is refused. */
  readonly variant?: QuickJSSyncVariant
  /** The build's WebAssembly, compiled: where it cannot be loaded at run time, as on Workers. */
  readonly wasm?: WebAssembly.Module
}

const known: KnownKeys<QuickJsOptions> = { ...isolatedBridgeOptionKeys, variant: true, wasm: true }

/** What differs between Node and browsers. */
export interface Platform {
  /** The release build's WebAssembly, where it can be had: then a guest's state can be made at once. */
  compiled?(): Promise<WebAssembly.Module | undefined>
  /** A thread that can wait inside a call. */
  thread(wasm: WebAssembly.Module | undefined): EngineWorker
  process?(): EngineLink
  /** What is not as in `Limits`. */
  readonly defaults?: Limits
}

/** Builds the backend's `create` function for a platform. */
export function createOn({ compiled, thread, process, defaults }: Platform) {
  return async (given: QuickJsOptions = {}): Promise<InterpreterBridge> => {
    checkKeys('createQuickJs', given, known)
    const { variant, wasm: givenWasm, ...options } = given
    const { isolation = 'inline' } = options
    if ((variant && isolation !== 'inline') || (givenWasm && isolation === 'process')) {
      const message = `a ${variant ? 'variant' : 'WebAssembly.Module'} cannot cross to a ${isolation}; leave out one of them`
      throw new BridgeError('invalid-argument', message)
    }
    const wasm = givenWasm ?? (variant ? undefined : await compiled?.())
    const bridgeOptions = { ...options, limits: { ...defaults, ...options.limits } }
    return createBridge(
      {
        capabilities: quickJsCapabilities,
        inline: () => createEngine({ variant, wasm }),
        thread: () => thread(wasm),
        threadsStop: true,
        ...(process ? { process } : {}),
      },
      bridgeOptions,
    )
  }
}
