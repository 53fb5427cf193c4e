import {
  checkKeys,
  createBridge,
  type InterpreterBridge,
  type IsolatedBridgeOptions,
  isolatedBridgeOptionKeys,
} from '@interpreter-bridge/core'
import { montyCapabilities, portableCompiler } from '@interpreter-bridge/monty-shared'
import { createEngine } from './engine.js'
import { guestThread } from './load.js'
import { parseOnce } from './process/parse-once.js'
import { ProcessLink } from './process/process-link.js'

/** What {@link createMontyNative} can be given. */
export type MontyNativeOptions = IsolatedBridgeOptions

/**
 * Python in the Monty interpreter, as a native addon: the fastest of the backends, in the host's own process.
 * @throws BridgeError `engine-missing` when the addon is not there or does not load
 */
export async function createMontyNative(options: MontyNativeOptions = {}): Promise<InterpreterBridge> {
  checkKeys('createMontyNative', options, isolatedBridgeOptionKeys)
  return createBridge(
    {
      capabilities: montyCapabilities('monty-native'),
      inline: createEngine,
      thread: guestThread,
      threadsStop: false,
      process: (memoryBytes) => new ProcessLink(memoryBytes),
      compiler: portableCompiler((requests) => parseOnce(options.limits?.memoryBytes ?? 0, requests)),
    },
    options,
  )
}
