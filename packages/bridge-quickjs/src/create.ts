import {
  BridgeError,
  checkKeys,
  createBridge,
  type EngineWorker,
  type InterpreterBridge,
  type IsolatedBridgeOptions,
  isolatedBridgeOptionKeys,
  type KnownKeys,
  type Limits,
  resolveLimits,
} from '@interpreter-bridge/core'
import type { QuickJSSyncVariant } from 'quickjs-emscripten-core'
import { createEngine } from './engine.js'
import { quickJsCapabilities } from './quickjs-engine.js'

/** What `createQuickJs` can be given. */
export interface QuickJsOptions extends IsolatedBridgeOptions {
  /** Another build of quickjs-emscripten, or one whose files a bundler has placed. Default: the release build. */
  readonly variant?: QuickJSSyncVariant
}

const known: KnownKeys<QuickJsOptions> = { ...isolatedBridgeOptionKeys, variant: true }

/** What differs between Node and browsers. */
export interface Platform {
  /** A thread that can wait inside a call. */
  thread(): EngineWorker
  /** What is not as in `Limits`. */
  readonly defaults?: Limits
}

/** Builds the backend's `create` function for a platform. */
export function createOn({ thread, defaults }: Platform) {
  return async (given: QuickJsOptions = {}): Promise<InterpreterBridge> => {
    checkKeys('createQuickJs', given, known)
    const { variant, ...options } = given
    const bridgeOptions = { ...options, limits: { ...defaults, ...options.limits } }
    // An instance for the default limits, so that the first run finds it ready, and `runSync` works.
    const { memoryBytes = 0 } = resolveLimits(quickJsCapabilities, options.limits)
    return createBridge(
      {
        capabilities: quickJsCapabilities,
        inline: () => createEngine(memoryBytes, variant),
        thread() {
          if (!variant) return thread()
          throw new BridgeError('invalid-argument', "a variant cannot cross to a thread; leave out isolation: 'thread'")
        },
      },
      bridgeOptions,
    )
  }
}
