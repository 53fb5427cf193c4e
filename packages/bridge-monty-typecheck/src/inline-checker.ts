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
import { checkedName, checkScriptName, fileName, withScriptName } from './script-names.js'
import { StubSyntax } from './stub-syntax.js'

/** What `src/lib.rs` is asked. */
type RawRequest = Pick<TypeCheckRequest, 'code' | 'scriptName' | 'stubs' | 'modules' | 'format' | 'color'>

const bare = { scriptName: checkedName('stubs.pyi'), stubs: '', modules: {}, format: 'concise', color: false } as const

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

/**
 * Monty's type checker on the calling thread: a WebAssembly instance, which is made when it is first needed and replaced
 * when it trapped.
 */
export class InlineTypeChecker implements TypeChecker {
  readonly language = 'python'
  readonly #load: () => Promise<LoadedWasm<CreateGlue>>
  readonly #stubs = new StubSyntax()
  #loaded: Promise<Loaded> | undefined

  constructor(load: () => Promise<LoadedWasm<CreateGlue>>) {
    this.#load = load
  }

  async check(request: TypeCheckRequest): Promise<TypeDiagnostics | null> {
    checkScriptName(request.scriptName)
    if (request.timeMs !== undefined)
      throw new BridgeError(
        'unsupported',
        "a check on the calling thread has no time limit; leave out timeMs, or isolation: 'inline'",
      )
    this.#loaded ??= this.#instantiate()
    const loaded = this.#loaded
    const { instance, memory } = await loaded.catch((error: unknown) => {
      this.#forget(loaded)
      throw error
    })
    try {
      const check = (raw: RawRequest): RawDiagnostics | null => JSON.parse(instance.check(JSON.stringify(raw)))
      this.#stubs.check(request, (code) => structured(check({ ...bare, code }), ''))
      const { code, declarations = '', stubs, modules, format, color, scriptName } = request
      const raw = check({
        code,
        scriptName: checkedName(scriptName),
        stubs: declarations + stubs,
        modules,
        format,
        color,
      })
      if (memory.buffer.byteLength > MAX_MEMORY_BYTES) this.#forget(loaded)
      return raw && { diagnostics: structured(raw, scriptName), text: withScriptName(raw.text, format, scriptName) }
    } catch (error) {
      if (typeof error === 'string') throw new BridgeError('invalid-argument', error)
      if (error instanceof BridgeError) throw error
      this.#forget(loaded)
      throw trapped(error, request.scriptName)
    }
  }

  /** Gives back its instance. */
  async dispose(): Promise<void> {
    this.#loaded = undefined
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

/** The diagnostics, in which the script is called `scriptName`. */
function structured(raw: RawDiagnostics | null, scriptName: string): TypeDiagnostic[] {
  if (!raw) return []
  const { json, gitlab } = raw
  const levels = JSON.parse(gitlab) as readonly { readonly severity: string }[]
  return (JSON.parse(json) as readonly JsonDiagnostic[]).map((found, index) => {
    const start = found.location ?? { row: 1, column: 1 }
    const end = found.end_location ?? start
    return {
      file: fileName(found.filename ?? '', scriptName),
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
