// Climbs the ladder in a Web Worker: the runner of Node, the fixtures by message.
import { LadderRunner, parseTiers } from '@interpreter-bridge/ladder/browser'
import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'

const typeChecker = montyTypeChecker()
const backends = { wasm: () => createMontyWasm({ typeChecker }), quickjs: () => createQuickJs() }

globalThis.onmessage = async ({ data: { backend, files } }) => {
  try {
    postMessage({ results: await new LadderRunner(backend, backends[backend]).runAll(parseTiers(new Map(files))) })
  } catch (error) {
    postMessage({ results: [], broken: String(error?.stack ?? error) })
  }
}
