import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { BridgeError, type EngineWorker } from '@interpreter-bridge/core'
import { nodeWorker, remedyForMissingFile } from '@interpreter-bridge/core/node'
import { Port, type RawPort } from '@interpreter-bridge/monty-shared'

/** What `src/lib.rs` exports. */
interface Addon {
  connect(onPrint: () => boolean): {
    readonly wireVersion: number
    readonly input: ArrayBuffer
    readonly output: ArrayBuffer
    readonly control: ArrayBuffer
    turn(): void
  }
  turnWith(request: Uint8Array): void
  takeOutput(): Uint8Array
  createInterrupt(): bigint
  armInterrupt(address: bigint): void
  interrupt(address: bigint): void
}

const platform = `${process.platform}-${process.arch}`
const addonFile = `monty.${platform}.node`
const alternative = 'createMontyWasm of @interpreter-bridge/monty-wasm is the same without one'
let addon: Addon | undefined
let port: Port | undefined

/**
 * This thread's port; the addon is loaded when it is first asked for.
 * @throws BridgeError `engine-missing`
 */
export function threadPort(): Port {
  port ??= new Port((onPrint) => connect(load(), onPrint))
  return port
}

/** A worker thread that runs guests, and can be stopped while one computes. @throws BridgeError `engine-missing` */
export function guestThread(): EngineWorker {
  const own = load()
  const interrupt = own.createInterrupt()
  return nodeWorker(new URL('./worker.js', import.meta.url), {
    data: interrupt,
    interrupt: () => own.interrupt(interrupt),
  })
}

/** In such a thread: makes its guests interruptible. `data` is what the thread was given. */
export function armInterrupt(data: unknown): void {
  load().armInterrupt(data as bigint)
}

function connect(addon: Addon, onPrint: (length: number) => boolean): RawPort {
  const raw = addon.connect(() => onPrint(control[0] as number))
  const control = new Uint32Array(raw.control)
  const input = new Uint8Array(raw.input)
  const output = new Uint8Array(raw.output)
  const { turn } = raw
  return {
    wireVersion: raw.wireVersion,
    input: () => input,
    output: () => output,
    turn(length) {
      control[0] = length
      turn()
      return control[0]
    },
    turnWith(request) {
      addon.turnWith(request)
      return control[0] as number
    },
    takeOutput: () => addon.takeOutput(),
  }
}

function load(): Addon {
  addon ??= loadAddon()
  return addon
}

function loadAddon(): Addon {
  const file = fileURLToPath(new URL(addonFile, import.meta.url))
  if (!existsSync(file)) throw new BridgeError('engine-missing', missingAddon(dirname(file)))
  const require = createRequire(import.meta.url)
  try {
    return isMainThread ? require(file) : loadCopy(file, require)
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    const message = `the native Monty addon for ${platform} is there and does not load; ${alternative} (${reason})`
    throw new BridgeError('engine-missing', message, { cause: error })
  }
}

/** Why there is no addon: it was not built, or the package was not published for this platform. */
function missingAddon(folder: string): string {
  const others = readdirSync(folder).flatMap((name) => /^monty\.(.+)\.node$/.exec(name)?.[1] ?? [])
  return others.length > 0
    ? `there is no native Monty addon for ${platform}, only for ${others.sort().join(', ')}; ${alternative}`
    : `the native Monty addon is not there; ${remedyForMissingFile(import.meta.url, 'npm run build')}`
}

/** A worker thread loads a copy: the addon counts memory per loaded file, and threads must not share that count. */
function loadCopy(file: string, require: NodeJS.Require): Addon {
  const directory = mkdtempSync(join(tmpdir(), 'monty-'))
  try {
    const copy = join(directory, addonFile)
    copyFileSync(file, copy)
    return require(copy)
  } finally {
    // The loaded file stays usable; where the system locks it (Windows), it is left to the temporary directory.
    rmSync(directory, { recursive: true, force: true, maxRetries: 0 })
  }
}
