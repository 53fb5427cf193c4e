interface Source {
  readonly scriptName: string
  readonly lines: readonly string[]
}

/** So many sources of a session are remembered for the lines in tracebacks. */
const MAX_SOURCES = 1000

/** What a session has run, by the names under which QuickJS knows it. */
export class Sources {
  readonly #sources = new Map<string, Source>()
  #added = 0

  /** Keeps a source. The name to evaluate it under is the script's, with a number where an earlier source has that. */
  add(scriptName: string, code: string): string {
    this.#added++
    const filename = this.#sources.has(scriptName) ? `${scriptName}#${this.#added}` : scriptName
    const [oldest] = this.#sources.keys()
    if (this.#sources.size >= MAX_SOURCES && oldest !== undefined) this.#sources.delete(oldest)
    this.#sources.set(filename, { scriptName, lines: code.split('\n') })
    return filename
  }

  /** The script's name, and the line, counted from 1, where the source is known. */
  find(filename: string, line: number): { readonly scriptName: string; readonly previewLine: string | undefined } {
    const source = this.#sources.get(filename)
    return { scriptName: source?.scriptName ?? filename, previewLine: source?.lines[line - 1] }
  }
}
