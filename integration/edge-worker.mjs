// What `edge.test.ts` runs on Workers, whose rules are the strictest: nothing random and no address while modules are
// loaded, and no code that is compiled at run time, so each interpreter is given as a module.
import { hostFunction } from '@interpreter-bridge/core'
import { montyTypeChecker } from '@interpreter-bridge/monty-typecheck'
import checkerModule from '@interpreter-bridge/monty-typecheck/typecheck.wasm'
import { createMontyWasm } from '@interpreter-bridge/monty-wasm'
import montyModule from '@interpreter-bridge/monty-wasm/monty.wasm'
import { createQuickJs } from '@interpreter-bridge/quickjs'
import quickJsModule from '@jitl/quickjs-wasmfile-release-sync/wasm'

const double = hostFunction({
  name: 'double',
  params: [{ name: 'n', type: 'integer' }],
  handler: async ({ n }) => n * 2,
})

const programs = {
  monty: {
    create: (options) => createMontyWasm({ wasm: montyModule, ...options }),
    code: "print('hello')\nawait double(21)",
    tooDeep: 'def f(n):\n    return f(n + 1)\nf(0)',
    tooLarge: 'x = []\nwhile True:\n    x.append("y" * 9999 + str(len(x)))',
  },
  quickjs: {
    create: (options) => createQuickJs({ wasm: quickJsModule, ...options }),
    code: "console.log('hello')\nawait double(21)",
    tooDeep: 'const f = (n) => f(n + 1)\nf(0)',
    tooLarge: 'const x = []\nwhile (true) x.push(new Uint8Array(9999))',
  },
}

async function visit({ create, code, tooDeep, tooLarge }) {
  const bridge = await create()
  bridge.register(double)
  const events = []
  let value
  await bridge.execute(code).forEach((event) => {
    events.push(event.type)
    if (event.type === 'runFinished') value = event.value
  })
  const failures = []
  for (const program of [tooDeep, tooLarge]) failures.push(await bridge.run(program).catch((error) => error.summary))
  const again = (await bridge.run(code)).value
  await bridge.dispose()
  const thread = await create({ isolation: 'thread' }).catch((error) => `${error.code}: ${error.message}`)
  return { events, value, failures, again, thread }
}

async function check() {
  const typeChecker = montyTypeChecker({ wasm: checkerModule, isolation: 'inline' })
  const bridge = await createMontyWasm({ wasm: montyModule, typeChecker })
  const found = await bridge.typeCheck('x: int = ""')
  return found.diagnostics.map(({ rule }) => rule)
}

const withoutModule = (create) => create().catch((error) => `${error.code}: ${error.message}`)

// biome-ignore lint/style/noDefaultExport: Workers ask for it
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url)
    const answers = {
      '/monty': () => visit(programs.monty),
      '/quickjs': () => visit(programs.quickjs),
      '/check': check,
      '/without': () => withoutModule(createMontyWasm),
    }
    return Response.json(await answers[pathname]())
  },
}
