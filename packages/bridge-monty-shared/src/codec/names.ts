/** How many names are remembered, and how long each may be. Mirrors `crates/monty-bridge/src/wire/names.rs`. */
const MAX_NAMES = 2048
const MAX_NAME_BYTES = 64

/** The names received so far on one port, in the order in which Rust remembers them. */
export class Names {
  readonly #names: string[] = []

  get(id: number): string {
    const name = this.#names[id]
    if (name === undefined) throw new Error(`the name table has no entry ${id}`)
    return name
  }

  add(name: string, bytes: number): void {
    if (this.#names.length < MAX_NAMES && bytes <= MAX_NAME_BYTES) this.#names.push(name)
  }
}
