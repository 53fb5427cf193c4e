import type { MaybePromise } from '../platform/promise.js'

/** How `TypeDiagnostics.text` is written: for people (`full`, `concise`), or for a tool of that name. */
export const typeCheckFormats = [
  'full',
  'concise',
  'json',
  'jsonlines',
  'github',
  'gitlab',
  'pylint',
  'rdjson',
  'azure',
] as const
export type TypeCheckFormat = (typeof typeCheckFormats)[number]

/** What a check can be given. */
export interface TypeCheckOptions {
  /** The file name in diagnostics. Default `main.py`. */
  readonly scriptName?: string
  /** Declarations as in a `.pyi` file, besides those that are generated from the registered host functions. */
  readonly stubs?: string
  /** Modules that the host provides, each as the text of its `.pyi` file. */
  readonly modules?: Readonly<Record<string, string>>
  /** The inputs that the run will have; their types are taken from the values. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** How long the check may take, in milliseconds. Default 10,000; a checker that cannot be stopped refuses it. */
  readonly timeMs?: number
  /** Default `full`. */
  readonly format?: TypeCheckFormat
  /** ANSI colours in `full` and `concise`. Default false. */
  readonly color?: boolean
}

/** One problem. Lines and columns count from 1, columns in characters; the end is exclusive. */
export interface TypeDiagnostic {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** `invalid-argument-type`, `unresolved-reference`, … */
  readonly rule: string
  readonly severity: 'info' | 'warning' | 'error'
  readonly message: string
  /** Where the rule is explained. */
  readonly url?: string
}

/** What is wrong with a program, in order of position, and all of it as one text. */
export interface TypeDiagnostics {
  readonly diagnostics: readonly TypeDiagnostic[]
  readonly text: string
}

/** What a checker gets: options after their checks. */
export interface TypeCheckRequest extends Required<Omit<TypeCheckOptions, 'inputs' | 'timeMs'>> {
  readonly code: string
  /** What is generated from the registered host functions and the inputs; `stubs` are the host's own. */
  readonly declarations?: string
  readonly timeMs?: number | undefined
}

/** Checks programs of one guest language without running them. Bridges are given one as `typeChecker`. */
export interface TypeChecker {
  readonly language: 'python' | 'javascript'
  /** Null for a program without problems. @throws BridgeError `engine-missing`, `invalid-argument`, `timed-out` */
  check(request: TypeCheckRequest): MaybePromise<TypeDiagnostics | null>
}
