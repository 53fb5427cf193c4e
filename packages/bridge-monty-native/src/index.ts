import { type BridgeOptions, EngineBridge, type InterpreterBridge } from '@interpreter-bridge/core'
import { MontyEngine, montyCapabilities } from '@interpreter-bridge/monty'
import { threadPort } from './load.js'

/** What {@link createMontyNative} can be given. */
export type MontyNativeOptions = BridgeOptions

/**
 * Python in the Monty interpreter, as a native addon: the fastest of the backends, in the host's own process.
 * @throws BridgeError `engine-missing` when the addon is not there or does not load
 */
export async function createMontyNative(options: MontyNativeOptions = {}): Promise<InterpreterBridge> {
  threadPort()
  return new EngineBridge(new MontyEngine(montyCapabilities('monty-native'), threadPort), options)
}
