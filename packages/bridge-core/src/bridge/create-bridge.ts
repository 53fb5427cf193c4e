import type { InterpreterBridge } from '../contract/bridge.js'
import type { InterpreterEngine } from '../contract/engine.js'
import { knownOptions } from '../contract/known-options.js'
import type { BridgeOptions } from '../contract/options.js'
import { checkKeys, type KnownKeys } from '../errors/check-keys.js'
import { BridgeError } from '../errors/errors.js'
import type { MaybePromise } from '../platform/promise.js'
import type { EngineWorker } from '../remote/protocol.js'
import { RemoteEngine } from '../remote/remote-engine.js'
import { EngineBridge } from './engine-bridge.js'

/** What a bridge is created with whose backend can run guests elsewhere than on the calling thread. */
export interface IsolatedBridgeOptions extends BridgeOptions {
  /**
   * `inline` (the default): guests run on the calling thread. `thread`: each in a worker thread of its own, which can
   * be stopped whatever it does; without `runSync` and `compile`, which cannot wait for another thread.
   */
  readonly isolation?: 'inline' | 'thread'
}

/** What a backend's `create…` function takes besides its own, for `checkKeys`. */
export const isolatedBridgeOptionKeys = {
  ...knownOptions.bridge,
  isolation: true,
} as const satisfies KnownKeys<IsolatedBridgeOptions>

/** Where a backend's engine can be. */
export interface EnginePlaces {
  readonly capabilities: InterpreterEngine['capabilities']
  /** On the calling thread. */
  inline(): MaybePromise<InterpreterEngine>
  /** In a thread that `serveEngine`s it. */
  thread(): EngineWorker
}

/**
 * Makes a bridge with its engine where `isolation` says.
 * @throws BridgeError `invalid-argument`, and what keeps the engine from loading
 */
export async function createBridge(places: EnginePlaces, options: IsolatedBridgeOptions): Promise<InterpreterBridge> {
  checkKeys('bridge options', options, isolatedBridgeOptionKeys)
  const { isolation = 'inline', ...bridgeOptions } = options
  switch (isolation) {
    case 'inline':
      return new EngineBridge(await places.inline(), bridgeOptions)
    case 'thread':
      return new EngineBridge(await RemoteEngine.connect(places.capabilities, places.thread), bridgeOptions)
    default:
      throw new BridgeError('invalid-argument', `isolation must be 'inline' or 'thread', not ${String(isolation)}`)
  }
}
