import {
  checkKeys,
  createBridge,
  type EngineWorker,
  type InterpreterBridge,
  type IsolatedBridgeOptions,
  isolatedBridgeOptionKeys,
  type KnownKeys,
} from '@interpreter-bridge/core'
import { compileWasm, montyCapabilities, type ReadUrl, type WasmSource } from '@interpreter-bridge/monty-shared'
import { createEngine } from './engine.js'

/** What `createMontyWasm` can be given. */
export interface MontyWasmOptions extends IsolatedBridgeOptions {
  /** Default: the `monty.wasm` of this package. */
  readonly wasm?: WasmSource
}

const known: KnownKeys<MontyWasmOptions> = { ...isolatedBridgeOptionKeys, wasm: true }

/** What differs between Node and browsers. */
export interface Platform {
  readonly read: ReadUrl
  readonly defaultUrl: URL
  /** A thread that makes its engine from the module. */
  thread(module: WebAssembly.Module): EngineWorker
}

const remedy =
  'the WebAssembly module of Monty could not be loaded; give `wasm` a URL, bytes or a module, ' +
  'or build it with `pnpm --filter @interpreter-bridge/monty-wasm build:rust`'

/** Builds a backend's `create` function for a platform. */
export function createOn({ read, defaultUrl, thread }: Platform) {
  return async (options: MontyWasmOptions = {}): Promise<InterpreterBridge> => {
    checkKeys('createMontyWasm', options, known)
    const { wasm = defaultUrl, ...bridgeOptions } = options
    const module = await compileWasm(wasm, read, remedy)
    const capabilities = montyCapabilities('monty-wasm')
    return createBridge(
      { capabilities, inline: () => createEngine(module), thread: () => thread(module) },
      bridgeOptions,
    )
  }
}
