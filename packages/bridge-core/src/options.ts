import { BridgeError } from './errors.js'
import type { Limits, ResolvedLimits } from './limits.js'
import type { OsHandler } from './os/os.js'
import { utf8Length } from './print-lines.js'
import type { TypeChecker } from './type-check.js'
import type { ValueView } from './values/view.js'

/** What a bridge is created with, whatever its backend. */
export interface BridgeOptions {
  /** Defaults for every run. */
  readonly limits?: Limits
  /** How values appear. Default `natural`. */
  readonly view?: ValueView
  /** Answers the guest's operating-system calls. Default: a clock, sleep and entropy, and nothing else. */
  readonly os?: OsHandler
  /** A run while another is in progress: `reject` it (the default), `queue` it, or run them in `parallel`. */
  readonly concurrency?: 'reject' | 'queue' | 'parallel'
  /** Makes `typeCheck` work: `montyTypeChecker()` of `@interpreter-bridge/monty-typecheck` for Python. */
  readonly typeChecker?: TypeChecker
}

/** What one run can be given. */
export interface RunOptions {
  /** Bound as variables before the first statement; values, never pasted into the source. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** The file name in tracebacks. Default `main.py` or `main.js`. */
  readonly scriptName?: string
  readonly limits?: Limits
  /** Stops the run; it ends as cancelled. */
  readonly signal?: AbortSignal
  readonly view?: ValueView
  readonly os?: OsHandler
  /** Makes the guest's `random` repeatable: an integer. */
  readonly randomSeed?: number
}

/** What a session is opened with. */
export type SessionOptions = Pick<RunOptions, 'limits' | 'view' | 'scriptName' | 'randomSeed'>

/** What a snapshot is loaded with. */
export interface LoadOptions extends Pick<RunOptions, 'limits' | 'view' | 'scriptName'> {
  /** What the snapshot was signed with. */
  readonly key?: Uint8Array
}

/** What a run that is driven by hand can be given besides. The handlers of registered functions are not called. */
export interface StartOptions extends Omit<RunOptions, 'os' | 'signal'> {
  /** Names the guest may call, besides the registered functions. */
  readonly functions?: readonly string[]
  readonly onPrint?: (text: string, stream: 'stdout' | 'stderr') => void
}

/** @throws BridgeError `invalid-argument` */
export function checkCode(code: unknown, limits: ResolvedLimits): asserts code is string {
  if (typeof code !== 'string') throw new BridgeError('invalid-argument', `code must be a string, not ${typeOf(code)}`)
  if (code.includes('\0')) {
    throw new BridgeError('invalid-argument', `code contains a NUL character at offset ${code.indexOf('\0')}`)
  }
  if (!code.isWellFormed()) throw new BridgeError('invalid-argument', 'code contains a lone surrogate')
  const max = limits.maxSourceBytes
  if (max === undefined) return
  const bytes = code.length > max ? code.length : utf8Length(code)
  if (bytes > max) {
    throw new BridgeError('invalid-argument', `code has ${bytes} bytes, more than limits.maxSourceBytes (${max})`)
  }
}

/** @throws BridgeError `invalid-argument` */
export function checkRunOptions(options: RunOptions): void {
  const { inputs, scriptName, signal, randomSeed, view } = options
  if (inputs !== undefined && (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs))) {
    throw new BridgeError('invalid-argument', `inputs must be an object of names and values, not ${typeOf(inputs)}`)
  }
  for (const name of Object.keys(inputs ?? {})) {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      throw new BridgeError('invalid-argument', `inputs: ${JSON.stringify(name)} is not a variable name`)
    }
  }
  if (
    scriptName !== undefined &&
    (typeof scriptName !== 'string' || !scriptName.isWellFormed() || scriptName.includes('\0'))
  ) {
    throw new BridgeError('invalid-argument', 'scriptName must be a string without NUL or lone surrogates')
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw new BridgeError('invalid-argument', `signal must be an AbortSignal, not ${typeOf(signal)}`)
  }
  if (randomSeed !== undefined && !Number.isSafeInteger(randomSeed)) {
    throw new BridgeError('invalid-argument', `randomSeed must be an integer, not ${String(randomSeed)}`)
  }
  if (view !== undefined && view !== 'natural' && view !== 'exact') {
    throw new BridgeError('invalid-argument', `view must be 'natural' or 'exact', not ${String(view)}`)
  }
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value
}
