// The one line in which deployments differ.
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'

// Loads itself at the first check.
const typeChecker = montyTypeChecker()

export const backends = {
  native: (options) => createMontyNative({ typeChecker, ...options }),
  wasm: (options) => createMontyWasm({ typeChecker, ...options }),
  quickjs: createQuickJs,
}
