import {
  BridgeError,
  GuestError,
  type TypeChecker,
  type TypeCheckRequest,
  type TypeDiagnostic,
  type TypeDiagnostics,
} from '@interpreter-bridge/core'
import type { LoadedWasm } from '@interpreter-bridge/monty-shared'
import type { CheckerInstance, CreateGlue } from './glue.js'

/** What `src/lib.rs` answers: one rendering has the positions, another the severities. */
interface RawDiagnostics {
  readonly json: string
  readonly gitlab: string
  readonly text: string
}

interface Place {
  readonly row: number
  readonly column: number
}

/** The part of ruff's JSON rendering that is used here. */
interface JsonDiagnostic {
  readonly filename: string | null
  readonly location: Place | null
  readonly end_location: Place | null
  readonly code: string | null
  readonly name: string
  readonly message: string
  readonly url: string | null
}

/** ruff's GitLab rendering has GitLab's severities. */
const severities: Readonly<Record<string, TypeDiagnostic['severity']>> = { info: 'info', minor: 'warning' }

/** A checker remembers what it has read; beyond this it starts afresh. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024

interface Loaded {
  readonly instance: CheckerInstance
  readonly memory: WebAssembly.Memory
}

/** Monty's type checker in a WebAssembly instance, which is made when it is first needed and replaced when it trapped. */
export class WasmTypeChecker implements TypeChecker {
  readonly language = 'python'
  readonly #load: () => Promise<LoadedWasm<CreateGlue>>
  #loaded: Promise<Loaded> | undefined

  constructor(load: () => Promise<LoadedWasm<CreateGlue>>) {
    this.#load = load
  }

  async check(request: TypeCheckRequest): Promise<TypeDiagnostics | null> {
    this.#loaded ??= this.#instantiate()
    const loaded = this.#loaded
    try {
      const { instance, memory } = await loaded
      const raw = JSON.parse(instance.check(JSON.stringify(request))) as RawDiagnostics | null
      if (memory.buffer.byteLength > MAX_MEMORY_BYTES) this.#forget(loaded)
      return raw && { diagnostics: structured(raw), text: raw.text }
    } catch (error) {
      if (typeof error === 'string') throw new BridgeError('invalid-argument', error)
      this.#forget(loaded)
      throw error instanceof BridgeError ? error : trapped(error, request.scriptName)
    }
  }

  async #instantiate(): Promise<Loaded> {
    const { module, glue } = await this.#load()
    const instance = glue()
    const { memory } = await instance({ module_or_path: module })
    return { instance, memory }
  }

  #forget(loaded: Promise<Loaded>): void {
    if (this.#loaded === loaded) this.#loaded = undefined
  }
}

function structured({ json, gitlab }: RawDiagnostics): TypeDiagnostic[] {
  const levels = JSON.parse(gitlab) as readonly { readonly severity: string }[]
  return (JSON.parse(json) as readonly JsonDiagnostic[]).map((found, index) => {
    const start = found.location ?? { row: 1, column: 1 }
    const end = found.end_location ?? start
    return {
      file: found.filename?.replace(/^\//, '') ?? '',
      line: start.row,
      column: start.column,
      endLine: end.row,
      endColumn: end.column,
      rule: found.code ?? found.name,
      severity: severities[levels[index]?.severity ?? ''] ?? 'error',
      message: found.message,
      ...(found.url === null ? {} : { url: found.url }),
    }
  })
}

/** The checker recurses with the program's nesting, and overflows the stack of its instance where Monty does too. */
function trapped(error: unknown, scriptName: string): Error {
  if (error instanceof RangeError || error instanceof WebAssembly.RuntimeError) {
    const message = 'the program is nested too deeply to be checked'
    return new GuestError({ excType: 'RecursionError', message, traceback: [], cause: error }, scriptName)
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new BridgeError('engine-crashed', `the type checker failed: ${reason}`, { cause: error })
}
