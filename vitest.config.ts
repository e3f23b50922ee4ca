import { defineConfig } from 'vitest/config'

/** Browser tests share two cores with the browser itself: one file at a time, and a limit that only a hang reaches. */
const inBrowser = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 180_000 }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/package/**', 'test/bench/**', '**/node_modules/**'],
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...inBrowser } },
      { test: { name: 'package', include: ['test/package/*.test.ts'], ...inBrowser, testTimeout: 300_000, hookTimeout: 300_000 } },
      { test: { name: 'bench', include: [], benchmark: { include: ['test/bench/*.bench.ts'] }, ...inBrowser } },
    ],
  },
})
