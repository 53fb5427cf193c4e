/** What wasm-bindgen generates from `src/lib.rs`, wrapped by `crates/wasm-bindgen-tool` so that it can be called often. */
export interface MontyInstance {
  (source: { module_or_path: WebAssembly.Module }): Promise<{ readonly memory: WebAssembly.Memory }>
  initSync(source: { module: WebAssembly.Module }): { readonly memory: WebAssembly.Memory }
  connect(onPrint: (length: number) => boolean): number
  input_address(): number
  output_address(): number
  buffer_bytes(): number
  turn(length: number): number
  turn_with(request: Uint8Array): number
  take_output(): Uint8Array
  take_refused(): number
}

export type CreateGlue = () => MontyInstance

export const createGlue: CreateGlue
