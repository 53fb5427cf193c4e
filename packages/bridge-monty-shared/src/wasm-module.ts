import { BridgeError } from '@interpreter-bridge/core'

/** Where a WebAssembly module comes from: a URL to fetch (or a file URL in Node), its bytes, or compiled. */
export type WasmSource = URL | string | BufferSource | WebAssembly.Module

/** A WebAssembly module and its glue, which a package brings along. Nothing of it is touched before it is needed. */
export interface PackagedWasm<Glue> {
  /** What it is, in a message: `the type checker`. */
  readonly what: string
  glue(): Promise<Glue>
  url(): URL
  /** Reads the bytes behind a URL: `fetch` in a browser, the file system in Node. */
  read(url: URL): Promise<BufferSource | Response>
  /** What to do when the package's own files are not there. */
  remedy(): string
}

export interface LoadedWasm<Glue> {
  readonly module: WebAssembly.Module
  readonly glue: Glue
}

/** Compiled modules by URL: compiling takes longer than anything else, so it happens once per process. */
const compiled = new Map<string, Promise<WebAssembly.Module>>()

/**
 * Loads the package's module, or the `given` one, and the glue for it.
 * @throws BridgeError `engine-missing`, which says what could not be loaded, what to do, and the reason
 */
export async function loadWasm<Glue>(
  packaged: PackagedWasm<Glue>,
  given: WasmSource | undefined,
): Promise<LoadedWasm<Glue>> {
  const { what, remedy } = packaged
  const glue = await attempt(packaged.glue, () => `${what} is not there; ${remedy()}`)
  const module =
    given === undefined
      ? attempt(
          () => compile(packaged.url(), packaged),
          () => `${what} could not be loaded; ${remedy()}`,
        )
      : attempt(
          () => compile(given, packaged),
          () => `${what} could not be loaded from what was given as \`wasm\``,
        )
  return { module: await module, glue }
}

async function attempt<T>(work: () => Promise<T>, message: () => string): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new BridgeError('engine-missing', `${message()}${reason(error)}`, { cause: error })
  }
}

/** In one line; nothing where a file is not there, which the message has said. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return ` (${error})`
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_MODULE_NOT_FOUND' ? '' : ` (${error.message.split('\n')[0]})`
}

async function compile(source: WasmSource, { read }: PackagedWasm<unknown>): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source
  if (typeof source !== 'string' && !(source instanceof URL)) return WebAssembly.compile(source)
  const url = new URL(source)
  const pending = compiled.get(url.href) ?? compileUrl(url, read)
  compiled.set(url.href, pending)
  pending.catch(() => compiled.delete(url.href))
  return pending
}

async function compileUrl(url: URL, read: PackagedWasm<unknown>['read']): Promise<WebAssembly.Module> {
  const content = await read(url)
  if (!(content instanceof Response)) return WebAssembly.compile(content)
  if (!content.ok) throw new Error(`${url.href} answered ${content.status}`)
  return content.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(content)
    : WebAssembly.compile(await content.arrayBuffer())
}
