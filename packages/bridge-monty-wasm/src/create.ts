import {
  checkKeys,
  createBridge,
  type EngineWorker,
  type InterpreterBridge,
  type IsolatedBridgeOptions,
  isolatedBridgeOptionKeys,
  type KnownKeys,
} from '@interpreter-bridge/core'
import { loadWasm, montyCapabilities, type PackagedWasm, type WasmSource } from '@interpreter-bridge/monty-shared'
import { createEngine } from './engine.js'
import type { CreateGlue } from './glue.js'

/** What `createMontyWasm` can be given. */
export interface MontyWasmOptions extends IsolatedBridgeOptions {
  /** Default: the `monty.wasm` of this package. */
  readonly wasm?: WasmSource
}

const known: KnownKeys<MontyWasmOptions> = { ...isolatedBridgeOptionKeys, wasm: true }

/** What differs between Node and browsers. */
export interface Platform extends Pick<PackagedWasm<CreateGlue>, 'read' | 'url' | 'remedy'> {
  /** A thread that makes its engine from the module. */
  thread(module: WebAssembly.Module): EngineWorker
}

/** Builds a backend's `create` function for a platform. Nothing is loaded before it is called. */
export function createOn({ thread, ...platform }: Platform) {
  const packaged: PackagedWasm<CreateGlue> = {
    ...platform,
    what: 'the WebAssembly module of Monty',
    glue: async () => (await import('./glue.js')).createGlue,
  }
  return async (options: MontyWasmOptions = {}): Promise<InterpreterBridge> => {
    checkKeys('createMontyWasm', options, known)
    const { wasm, ...bridgeOptions } = options
    const { module, glue } = await loadWasm(packaged, wasm)
    const capabilities = montyCapabilities('monty-wasm')
    return createBridge(
      { capabilities, inline: () => createEngine(module, glue), thread: () => thread(module) },
      bridgeOptions,
    )
  }
}
