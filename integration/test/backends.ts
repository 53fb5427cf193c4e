import type { InterpreterBridge, IsolatedBridgeOptions } from '@interpreter-bridge/core'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'

const typeChecker = montyTypeChecker()

export const backends: Readonly<Record<string, (options?: IsolatedBridgeOptions) => Promise<InterpreterBridge>>> = {
  native: (options) => createMontyNative({ typeChecker, ...options }),
  wasm: (options) => createMontyWasm({ typeChecker, ...options }),
  quickjs: createQuickJs,
}
export const monty = ['native', 'wasm'] as const
