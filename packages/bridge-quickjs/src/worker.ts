// What a worker thread of Node runs.
import { resolveLimits, serveEngine } from '@interpreter-bridge/core'
import { nodeChannel } from '@interpreter-bridge/core/node'
import { createEngine } from './engine.js'
import { quickJsCapabilities } from './quickjs-engine.js'

serveEngine(nodeChannel(), (wasm) =>
  createEngine(resolveLimits(quickJsCapabilities).memoryBytes ?? 0, { wasm: wasm as WebAssembly.Module | undefined }),
)
