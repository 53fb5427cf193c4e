import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.html': 'text/html',
}

/** The folder of an installed package, from the point of view of one of ours. */
function packageOf(name: string, from: string): string {
  let directory = dirname(createRequire(resolve(root, from, 'package.json')).resolve(name))
  while (
    !existsSync(join(directory, 'package.json')) ||
    !readFileSync(join(directory, 'package.json'), 'utf8').includes(`"name": "${name}"`)
  )
    directory = dirname(directory)
  return directory
}

const rxjs = packageOf('rxjs', 'packages/bridge-core')

/** What a page may ask for: our built packages, and those that they depend on, as a bundler would place them. */
const folders: Readonly<Record<string, string>> = {
  core: join(root, 'packages/bridge-core/dist'),
  monty: join(root, 'packages/bridge-monty/dist'),
  wasm: join(root, 'packages/bridge-monty-wasm/dist'),
  rxjs: join(rxjs, 'dist/esm'),
  tslib: packageOf('tslib', rxjs),
}

const page = `<!doctype html><script type="importmap">${JSON.stringify({
  imports: {
    '@interpreter-bridge/core': '/core/index.js',
    '@interpreter-bridge/monty': '/monty/index.js',
    '@interpreter-bridge/monty-wasm': '/wasm/web.js',
    rxjs: '/rxjs/index.js',
    tslib: '/tslib/tslib.es6.mjs',
  },
})}</script>`

/** Serves the built packages to a browser on this machine. */
export async function serve(): Promise<{ readonly url: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    if (path === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page)
      return
    }
    const [, folder = '', ...rest] = path.split('/')
    const file =
      path === '/page.mjs' ? join(root, 'integration/page.mjs') : find(join(folders[folder] ?? 'nowhere', ...rest))
    if (!file) {
      response.writeHead(404).end()
      return
    }
    response
      .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
      .end(readFileSync(file))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

/** rxjs's modules import each other without extensions. */
function find(file: string): string | undefined {
  return [file, `${file}.js`, join(file, 'index.js')].find(
    (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
  )
}
