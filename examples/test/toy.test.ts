import { runLadder } from '@interpreter-bridge/ladder/vitest'
import { createBackend } from '../toy-backend.mjs'

runLadder(createBackend, { name: 'toy', tiers: new Set([1, 2, 3, 4, 5]) })
