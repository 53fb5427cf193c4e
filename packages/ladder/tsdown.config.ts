import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    browser: 'src/browser.ts',
    cli: 'src/cli.ts',
    climber: 'src/climber.ts',
    vitest: 'src/vitest.ts',
  },
  format: 'esm',
  dts: true,
  platform: 'node',
  target: 'node20',
  outExtensions: () => ({ js: '.js', dts: '.d.ts' }),
})
