// What a process with guests runs. A compiled module cannot cross to it, so it compiles its own.
import { resolveLimits, serveEngine, warmUp } from '@interpreter-bridge/core'
import { processChannel } from '@interpreter-bridge/core/node'
import { loadWasm, type WasmSource } from '@interpreter-bridge/monty-shared'
import { createEngine } from './engine.js'
import { files } from './files.js'
import { createGlue } from './glue.js'

const packaged = { ...files, what: 'the WebAssembly module of Monty', glue: async () => createGlue }

const WARM_UP = `
def f(x):
    try:
        return sorted([str(x), '1'])[x]
    except IndexError as e:
        return {'e': repr(e)}
print(f(1.5 > 1), [f(i) for i in range(3)])
`

serveEngine(processChannel(), async (wasm) => {
  const { module, glue } = await loadWasm(packaged, wasm as WasmSource | undefined)
  const engine = await createEngine(module, glue)
  return warmUp(engine, WARM_UP, resolveLimits(engine.capabilities))
})
