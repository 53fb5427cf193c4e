import { defineConfig } from 'vitest/config'

/** Every suite leaves its counts for `npm test` to add up. */
export const shared = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: 'reports/vitest.json' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
