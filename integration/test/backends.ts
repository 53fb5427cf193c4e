import type { InterpreterBridge, IsolatedBridgeOptions } from '@interpreter-bridge/core'
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'

export const backends: Readonly<Record<string, (options?: IsolatedBridgeOptions) => Promise<InterpreterBridge>>> = {
  native: createMontyNative,
  wasm: createMontyWasm,
  quickjs: createQuickJs,
}
export const monty = ['native', 'wasm'] as const
