// What a Web Worker runs.
import { serveEngine, webChannel } from '@interpreter-bridge/core'
import { createEngine } from './engine.js'
import { createGlue } from './glue.js'

serveEngine(webChannel(), (module) => createEngine(module as WebAssembly.Module, createGlue))
