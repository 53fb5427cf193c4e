// What a worker thread of Node runs.
import { serveEngine } from '@interpreter-bridge/core'
import { nodeChannel } from '@interpreter-bridge/core/node'
import { createEngine } from './engine.js'

serveEngine(nodeChannel(), (wasm) => createEngine({ wasm: wasm as WebAssembly.Module | undefined }))
