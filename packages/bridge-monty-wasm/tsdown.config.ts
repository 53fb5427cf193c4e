import { defineConfig } from 'tsdown'

// glue.js and monty.wasm are built into dist/ by cargo: do not clean them away, do not bundle them.
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    web: 'src/web.ts',
    worker: 'src/worker.ts',
    process: 'src/process.ts',
    'web-worker': 'src/web-worker.ts',
  },
  format: 'esm',
  dts: true,
  platform: 'neutral',
  target: 'es2023',
  clean: false,
  // What is not cleaned away must be overwritten.
  hash: false,
  deps: { neverBundle: ['./glue.js', /^node:/] },
})
