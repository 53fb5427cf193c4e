import { runLadder } from '@interpreter-bridge/ladder/vitest'
import { createQuickJs } from '../dist/index.js'

runLadder(createQuickJs, { name: 'quickjs' })
