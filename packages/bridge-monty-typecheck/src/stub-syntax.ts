import { BridgeError, type TypeCheckRequest, type TypeDiagnostic } from '@interpreter-bridge/core'

/** So many texts that parse are remembered. */
const MAX_KNOWN = 100

/** The checker takes from stubs what it can read, and says nothing of the rest. This says it. */
export class StubSyntax {
  readonly #known = new Set<string>()

  /** @throws BridgeError `invalid-argument`, which names the file and the place of the first error */
  check({ stubs, modules }: TypeCheckRequest, diagnose: (code: string) => readonly TypeDiagnostic[]): void {
    if (stubs !== '') this.#checkFile('stubs', 'stubs.pyi', stubs, diagnose)
    for (const [name, text] of Object.entries(modules)) {
      if (text !== '') this.#checkFile(`modules.${name}`, `${name}.pyi`, text, diagnose)
    }
  }

  #checkFile(option: string, file: string, text: string, diagnose: (code: string) => readonly TypeDiagnostic[]): void {
    if (this.#known.has(text)) return
    const found = diagnose(text).find(({ rule }) => rule === 'invalid-syntax')
    if (found) {
      const { line, column, message } = found
      throw new BridgeError('invalid-argument', `${option}: ${file}:${line}:${column} does not parse: ${message}`)
    }
    if (this.#known.size >= MAX_KNOWN) this.#known.clear()
    this.#known.add(text)
  }
}
