import { MontyEngine, montyCapabilities } from '@interpreter-bridge/monty-shared'
import { threadPort } from './load.js'

/** Python in the Monty interpreter, in this thread. @throws BridgeError `engine-missing` */
export function createEngine(): MontyEngine {
  threadPort()
  return new MontyEngine(montyCapabilities('monty-native'), threadPort)
}
