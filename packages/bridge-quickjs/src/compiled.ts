import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

let compiling: Promise<WebAssembly.Module | undefined> | undefined

/**
 * The release build's WebAssembly, compiled once for all bridges and threads. Undefined where a bundler has moved the
 * file: then the build finds it by its own means.
 */
export function compiledRelease(): Promise<WebAssembly.Module | undefined> {
  compiling ??= compile().catch(() => undefined)
  return compiling
}

async function compile(): Promise<WebAssembly.Module> {
  const file = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')
  return WebAssembly.compile(await readFile(file))
}
