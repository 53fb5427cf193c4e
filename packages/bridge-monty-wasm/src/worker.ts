// What a worker thread of Node runs.
import { serveEngine } from '@interpreter-bridge/core'
import { nodeChannel } from '@interpreter-bridge/core/node'
import { createEngine } from './engine.js'
import { createGlue } from './glue.js'

serveEngine(nodeChannel(), (module) => createEngine(module as WebAssembly.Module, createGlue))
