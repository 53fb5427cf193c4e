// Serves the browser demonstration, and the built packages as a bundler would place them: `node examples/browser/server.mjs`.
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const types = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.html': 'text/html',
  '.json': 'application/json',
}

/** Where the package `name` really lies, as seen from the folder `from`. */
function packageFolder(name, from) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(found)) return realpathSync(found)
  }
  throw new Error(`${name} is not installed: run npm test or npm start first`)
}

const packages = join(here, '../../packages')
const quickjs = join(packages, 'bridge-quickjs')
const quickjsCore = packageFolder('quickjs-emscripten-core', quickjs)
const quickjsBuild = join(packageFolder('@jitl/quickjs-wasmfile-release-sync', quickjs), 'dist')
const rxjs = packageFolder('rxjs', join(packages, 'bridge-core'))
const jsonSchema = packageFolder('@cfworker/json-schema', join(packages, 'bridge-core'))
const ladder = join(packages, 'ladder')

/** Where each bare specifier is, and which of its files it means in a browser. */
const modules = {
  '@interpreter-bridge/core': [join(packages, 'bridge-core/dist'), 'index.js'],
  '@interpreter-bridge/monty-shared': [join(packages, 'bridge-monty-shared/dist'), 'index.js'],
  '@interpreter-bridge/monty-wasm': [join(packages, 'bridge-monty-wasm/dist'), 'web.js'],
  '@interpreter-bridge/monty-typecheck': [join(packages, 'bridge-monty-typecheck/dist'), 'web.js'],
  '@interpreter-bridge/quickjs': [join(packages, 'bridge-quickjs/dist'), 'web.js'],
  '@interpreter-bridge/ladder/browser': [join(ladder, 'dist'), 'browser.js'],
  '@cfworker/json-schema': [join(jsonSchema, 'dist/esm'), 'index.js'],
  rxjs: [join(rxjs, 'dist/esm'), 'index.js'],
  tslib: [packageFolder('tslib', rxjs), 'tslib.es6.mjs'],
  zod: [packageFolder('zod', ladder), 'index.js'],
  yaml: [join(packageFolder('yaml', ladder), 'browser'), 'index.js'],
  'quickjs-emscripten-core': [join(quickjsCore, 'dist'), 'index.mjs'],
  '@jitl/quickjs-ffi-types': [join(packageFolder('@jitl/quickjs-ffi-types', quickjsCore), 'dist'), 'index.mjs'],
  '@jitl/quickjs-wasmfile-release-sync': [quickjsBuild, 'index.mjs'],
  '@jitl/quickjs-wasmfile-release-sync/emscripten-module': [quickjsBuild, 'emscripten-module.browser.mjs'],
}

const folderUrl = (name) => `/modules/${name.replaceAll('/', '~')}/`

/** Puts URLs where modules have bare specifiers: import maps do not reach into workers. */
function resolveImports(text) {
  return text.replace(/(\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"'./][^"'\n]*)\2/g, (whole, before, quote, name) =>
    modules[name] ? `${before}${quote}${folderUrl(name)}${modules[name][1]}${quote}` : whole,
  )
}

/** rxjs's modules import each other without extensions. */
function find(file) {
  return [file, `${file}.js`, join(file, 'index.js')].find((path) => existsSync(path) && statSync(path).isFile())
}

/** Serves this folder, the packages, and `extra`: paths with their texts. */
export async function serve({ port = 0, extra = {} } = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const type = types[extname(pathname)] ?? (pathname === '/' ? 'text/html' : 'text/javascript')
    const answer = (body) => response.writeHead(200, { 'content-type': type }).end(body)
    if (Object.hasOwn(extra, pathname)) return answer(resolveImports(extra[pathname]))
    const [, head, name = '', ...rest] = pathname.split('/')
    const module = modules[name.replaceAll('~', '/')]
    const own = pathname === '/' ? 'index.html' : pathname.slice(1)
    const file = head === 'modules' ? module && find(join(module[0], ...rest)) : find(join(here, own))
    if (!file || pathname.includes('..')) return response.writeHead(404).end()
    const body = readFileSync(file)
    return answer(type === 'text/javascript' ? resolveImports(body.toString()) : body)
  })
  await new Promise((done) => server.listen(port, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve({ port: 8080 })
  console.log(`open ${url}`)
}
