import {
  BridgeError,
  checkKeys,
  createBridge,
  type EngineLink,
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
  /** A process that loads the module itself. */
  process?(wasm: string | BufferSource | undefined): EngineLink
}

/** Builds a backend's `create` function for a platform. Nothing is loaded before it is called. */
export function createOn({ thread, process, ...platform }: Platform) {
  const packaged: PackagedWasm<CreateGlue> = {
    ...platform,
    what: 'the WebAssembly module of Monty',
    glue: async () => (await import('./glue.js')).createGlue,
  }
  return async (options: MontyWasmOptions = {}): Promise<InterpreterBridge> => {
    checkKeys('createMontyWasm', options, known)
    const { wasm, ...bridgeOptions } = options
    const { module, glue } = await loadWasm(packaged, wasm)
    return createBridge(
      {
        capabilities: montyCapabilities('monty-wasm'),
        inline: () => createEngine(module, glue),
        thread: () => thread(module),
        threadsStop: true,
        ...(process ? { process: () => process(portable(wasm)) } : {}),
      },
      bridgeOptions,
    )
  }
}

function portable(wasm: WasmSource | undefined): string | BufferSource | undefined {
  if (wasm instanceof URL) return wasm.href
  if (!(wasm instanceof WebAssembly.Module)) return wasm
  const message = 'a WebAssembly.Module cannot cross to a process; give `wasm` as a URL or as bytes'
  throw new BridgeError('invalid-argument', message)
}
