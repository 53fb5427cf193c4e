import type { HostCall } from '../contract/turn.js'

type Call = Pick<HostCall, 'name' | 'position'>

/** Comments, strings and brackets of Python. */
const pieces = /#[^\n]*|"""(?:\\.|[^\\])*?"""|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[()[\]{}]/gs

/** Where calls are in the source of their program. */
export class CallSites {
  readonly #code: string
  /** Most runs ask for nothing. */
  #bytes: Uint8Array | undefined
  #statements: Map<number, boolean> | undefined

  constructor(code: string) {
    this.#code = code
  }

  /** The line of a call, counted from 1; undefined where the text there is another's: of an earlier feed. */
  line(call: Call): number | undefined {
    const range = this.#range(call)
    return range && this.#code.slice(0, range.start).split('\n').length
  }

  /** Whether a call is a statement of its own, so that nobody has what it returns. Python only. */
  isStatement(call: Call): boolean {
    const at = call.position?.start ?? -1
    this.#statements ??= new Map()
    let found = this.#statements.get(at)
    if (found === undefined) {
      const range = this.#range(call)
      found = range !== undefined && isStatement(this.#code, range.start, range.end)
      this.#statements.set(at, found)
    }
    return found
  }

  /** In UTF-16 units. */
  #range({ name, position }: Call): { start: number; end: number } | undefined {
    if (!position) return undefined
    const start = this.#index(position.start)
    const end = this.#index(position.end)
    const own = name.slice(name.lastIndexOf('.') + 1)
    return this.#code.slice(start, end).includes(own) ? { start, end } : undefined
  }

  #index(offset: number): number {
    this.#bytes ??= new TextEncoder().encode(this.#code)
    if (this.#bytes.length === this.#code.length) return offset
    return new TextDecoder().decode(this.#bytes.subarray(0, offset)).length
  }
}

function isStatement(code: string, start: number, end: number): boolean {
  const before = code.slice(code.lastIndexOf('\n', start - 1) + 1, start)
  if (!/^\s*$|;\s*$/.test(before) || /\\\r?\n$/.test(code.slice(0, start - before.length))) return false
  if (!/^[ \t]*(?:#|;|\r?\n|$)/.test(code.slice(end))) return false
  let depth = 0
  for (const { 0: piece, index } of code.matchAll(pieces)) {
    if (index >= start) break
    if (index + piece.length > start) return false
    if (/^[([{]$/.test(piece)) depth++
    else if (/^[)\]}]$/.test(piece)) depth--
  }
  return depth === 0
}
