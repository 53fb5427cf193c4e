// The one line in which deployments differ.
import { createMontyNative } from '@interpreter-bridge/monty-native'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'

export const backends = { native: createMontyNative, wasm: createMontyWasm, quickjs: createQuickJs }
