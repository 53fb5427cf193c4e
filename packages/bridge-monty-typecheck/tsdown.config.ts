import { defineConfig } from 'tsdown'

// glue.js and typecheck.wasm are built into dist/ by cargo: do not clean them away, do not bundle them.
export default defineConfig({
  entry: ['src/index.ts', 'src/web.ts'],
  format: 'esm',
  dts: true,
  platform: 'neutral',
  target: 'es2023',
  clean: false,
  // What is not cleaned away must be overwritten.
  hash: false,
  deps: { neverBundle: ['./glue.js', /^node:/] },
})
