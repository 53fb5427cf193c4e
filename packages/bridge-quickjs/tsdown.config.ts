import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/web.ts', 'src/worker.ts', 'src/process.ts'],
  format: 'esm',
  dts: true,
  platform: 'neutral',
  target: 'es2023',
  deps: { neverBundle: [/^node:/] },
})
