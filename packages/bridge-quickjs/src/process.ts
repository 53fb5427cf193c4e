// What a process with guests runs.
import { resolveLimits, serveEngine, warmUp } from '@interpreter-bridge/core'
import { processChannel } from '@interpreter-bridge/core/node'
import { createEngine } from './engine.js'
import { quickJsCapabilities } from './quickjs-engine.js'

const WARM_UP = `
const f = (x) => { try { return JSON.stringify([x, {}]).at(x) } catch (error) { return error.message } }
console.log([1, 2, undefined].map(f), 2n ** 70n)
`

serveEngine(processChannel(), async () => warmUp(await createEngine(), WARM_UP, resolveLimits(quickJsCapabilities)))
