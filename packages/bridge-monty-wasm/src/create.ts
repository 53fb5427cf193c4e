import {
  BridgeError,
  type BridgeOptions,
  EngineBridge,
  type InterpreterBridge,
  isPromise,
  type MaybePromise,
} from '@interpreter-bridge/core'
import { MontyEngine, montyCapabilities, type Port } from '@interpreter-bridge/monty'
import { instancePort, instancePortLater } from './instance.js'

/** Where the WebAssembly module comes from: a URL to fetch (or a file URL in Node), its bytes, or compiled. */
export type WasmSource = URL | string | BufferSource | WebAssembly.Module

/** What `createMontyWasm` can be given. */
export interface MontyWasmOptions extends BridgeOptions {
  /** Default: the `monty.wasm` of this package. */
  readonly wasm?: WasmSource
}

/** Reads the bytes behind a URL: `fetch` in a browser, the file system in Node. */
export type ReadUrl = (url: URL) => Promise<BufferSource | Response>

/** Compiled modules by URL: compiling takes longer than anything else here, so it happens once per process. */
const compiled = new Map<string, Promise<WebAssembly.Module>>()

/** Builds a backend's `create` function on a way to read URLs. */
export function createWith(read: ReadUrl, defaultUrl: URL) {
  return async (options: MontyWasmOptions = {}): Promise<InterpreterBridge> => {
    const { wasm = defaultUrl, ...bridgeOptions } = options
    const module = await compile(wasm, read)
    let port: MaybePromise<Port> = await instancePortLater(module)
    /** The bridge's instance. One that trapped is replaced: at once where that is allowed. */
    const current = (): MaybePromise<Port> => {
      if (isPromise(port) || !port.broken) return port
      try {
        port = instancePort(module)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        port = instancePortLater(module).then((replaced) => {
          port = replaced
          return replaced
        })
      }
      return port
    }
    return new EngineBridge(new MontyEngine(montyCapabilities('monty-wasm'), current), bridgeOptions)
  }
}

async function compile(source: WasmSource, read: ReadUrl): Promise<WebAssembly.Module> {
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
    throw new BridgeError(
      'engine-missing',
      'the WebAssembly module of Monty could not be loaded; give `wasm` a URL, bytes or a module, ' +
        `or build it with \`pnpm --filter @interpreter-bridge/monty-wasm build:rust\` (${reason})`,
      { cause: error },
    )
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
