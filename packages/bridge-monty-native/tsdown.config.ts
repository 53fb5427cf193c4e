import { defineConfig } from 'tsdown'

// The addon is built into dist/ by cargo: do not clean it away.
export default defineConfig({
  entry: ['src/index.ts', 'src/worker.ts'],
  format: 'esm',
  dts: true,
  platform: 'node',
  target: 'node20',
  clean: false,
  // What is not cleaned away must be overwritten.
  hash: false,
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
})
