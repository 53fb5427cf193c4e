import type { HostFunction } from './host-function.js'

/** A module of the host: what `import name` and `from name import …` find. */
export interface HostModule {
  /** `tools`, or with dots a submodule: `tools.nested`. */
  readonly name: string
  /** Its constants, and classes of the host. */
  readonly attributes?: Readonly<Record<string, unknown>>
  /** Its functions; events call them `name.function`. */
  readonly functions?: readonly HostFunction[]
}
