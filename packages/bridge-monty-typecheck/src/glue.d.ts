/** What wasm-bindgen generates from `src/lib.rs`, wrapped by `crates/wasm-bindgen-tool` so that it can be called often. */
export interface CheckerInstance {
  (source: { module_or_path: WebAssembly.Module }): Promise<{ readonly memory: WebAssembly.Memory }>
  /** Throws a string for a request that cannot be checked; anything else that it throws is a trap. */
  check(request: string): string
}

export type CreateGlue = () => CheckerInstance

export const createGlue: CreateGlue
