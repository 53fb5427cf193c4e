/**
 * The public classes: validate, keep the life-cycle, say where a run happens.
 * Imports `run`, `remote` and what is below them.
 */
export {
  createBridge,
  type EnginePlaces,
  type IsolatedBridgeOptions,
  isolatedBridgeOptionKeys,
  type ProcessOptions,
} from './create-bridge.js'
export { EngineBridge } from './engine-bridge.js'
export { resolveLimits } from './resolve-limits.js'
