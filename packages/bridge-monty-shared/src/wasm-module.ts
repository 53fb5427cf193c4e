import { BridgeError } from '@interpreter-bridge/core'

/** Where a WebAssembly module comes from: a URL to fetch (or a file URL in Node), its bytes, or compiled. */
export type WasmSource = URL | string | BufferSource | WebAssembly.Module

/** Reads the bytes behind a URL: `fetch` in a browser, the file system in Node. */
export type ReadUrl = (url: URL) => Promise<BufferSource | Response>

/** Compiled modules by URL: compiling takes longer than anything else, so it happens once per process. */
const compiled = new Map<string, Promise<WebAssembly.Module>>()

/** @throws BridgeError `engine-missing`, which says what was to be loaded and ends with the `remedy` and the reason */
export async function compileWasm(source: WasmSource, read: ReadUrl, remedy: string): Promise<WebAssembly.Module> {
  try {
    if (source instanceof WebAssembly.Module) return source
    if (typeof source !== 'string' && !(source instanceof URL)) return await WebAssembly.compile(source)
    const url = new URL(source)
    const pending = compiled.get(url.href) ?? compileUrl(url, read)
    compiled.set(url.href, pending)
    pending.catch(() => compiled.delete(url.href))
    return await pending
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BridgeError('engine-missing', `${remedy} (${reason})`, { cause: error })
  }
}

async function compileUrl(url: URL, read: ReadUrl): Promise<WebAssembly.Module> {
  const content = await read(url)
  if (!(content instanceof Response)) return WebAssembly.compile(content)
  if (!content.ok) throw new Error(`${url.href} answered ${content.status}`)
  return content.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(content)
    : WebAssembly.compile(await content.arrayBuffer())
}
