// What a worker thread with guests runs.
import { serveEngine } from '@interpreter-bridge/core'
import { nodeChannel } from '@interpreter-bridge/core/node'
import { createEngine } from './engine.js'
import { armInterrupt } from './load.js'

serveEngine(nodeChannel(), (interrupt) => {
  armInterrupt(interrupt)
  return createEngine()
})
