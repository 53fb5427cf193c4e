import { runLadder } from '@interpreter-bridge/ladder/vitest'
import { createMontyNative } from '../dist/index.js'

runLadder(createMontyNative, { name: 'native' })
