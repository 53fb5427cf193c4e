import { runLadder } from '@interpreter-bridge/ladder/vitest'
import { createMontyWasm } from '../dist/index.js'

runLadder(createMontyWasm, { name: 'wasm' })
