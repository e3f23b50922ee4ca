/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin'
import { defineConfig } from 'vite'
import manifest from './manifest.json' with { type: 'json' }
import { collectPackages, thirdPartyNotices } from './scripts/notices.mjs'
import { withHosts } from './src/manifest-variants.ts'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/**
 * Match patterns that the built manifest grants from the start, comma-separated. A permission prompt cannot be clicked by a test, so
 * "Allow on this site" is tested with a build that has the answer already; a release never sets it.
 */
const grantedHosts = process.env['GENAI_TEST_HOSTS']?.split(',').filter(Boolean) ?? []

/** Folders of packages whose code a worker has. */
const packages = new Set<string>()

const extensionManifest: ManifestV3Export = withHosts(manifest, grantedHosts)

/** What takes over a minute: of these files `npm test` runs a small case (`test/support/long-run.ts`). */
const bothSizes = {
  unit: [
    'test/fuzz/fuzz.test.ts',
    'test/panel/trace/store-model.test.ts',
    'test/panel/file/large.test.ts',
    'test/panel/store/save-file.test.ts',
    'test/sdk/provider/repeats.test.ts',
    'test/security/time.test.ts',
    'test/wire/own.test.ts',
    'test/wire/watchers.test.ts',
  ],
  pages: [
    'test/e2e/clients/clients.test.ts',
    'test/e2e/guest/guest.test.ts',
    'test/e2e/guest/server-side.test.ts',
    'test/e2e/parents/parents.test.ts',
  ],
  panel: ['test/e2e/panel/access.test.ts'],
  devtools: [
    'test/e2e/bridge/crash.test.ts',
    'test/e2e/bridge/flood.test.ts',
    'test/e2e/bridge/hostile.test.ts',
    'test/e2e/bridge/last-words.test.ts',
    'test/e2e/panel/large-files.test.ts',
  ],
}
const longOnly = 'test/**/*.long.test.ts'

/** Pages of applications, where there is no extension and no DevTools. */
const onBarePages = 'test/e2e/{clients,context,guest,mcp,parents}/*.test.ts'
/** The panel as a plain page: no DevTools, no extension. */
const onPlainPages = 'test/e2e/panel/!(large-files).test.ts'

const inBrowser = {
  globalSetup: ['test/support/build.ts'],
  // One browser at a time: DevTools of two at once starve each other on a small machine.
  fileParallelism: false,
  testTimeout: 60_000,
  // The first may build the Collector from nothing.
  hookTimeout: 600_000,
}
/** What leaves nothing behind in its modules: its files share them, which takes half of the time. The SDK's keep what a page has once. */
const together = ['test/{panel,src,semconv,house,demo}/**/*.test.{ts,tsx}']
const inThreads = {
  // A thread starts sooner than a process, and nothing here asks for a process of its own.
  pool: 'threads',
  // A busy machine takes longer over what is quick.
  testTimeout: 30_000,
} as const
const inBareBrowser = { ...inBrowser, globalSetup: [] }

const ofLongRun = { env: { GENAI_LONG_RUN: '1' }, testTimeout: 300_000, hookTimeout: 600_000 }

export default defineConfig({
  plugins: process.env['VITEST'] ? [] : [crx({ manifest: extensionManifest }), thirdPartyNotices(packages)],
  worker: { plugins: () => [collectPackages(packages)] },
  build: {
    outDir: path(process.env['GENAI_EXTENSION_OUT'] ?? 'dist/extension'),
    emptyOutDir: true,
    // The oldest Chrome of the manifest; nothing is lowered that it runs.
    target: 'chrome116',
    // Reviewers of the store read what is shipped.
    minify: false,
    // An inlined icon or a preload helper would be one more thing between the source and what runs.
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Named only in `panels.create`, which no static analysis follows.
      input: { panel: path('panel/index.html') },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/package/**', 'test/bench/**', longOnly, ...together],
          ...inThreads,
        },
      },
      {
        extends: true,
        test: {
          name: 'unit-together',
          include: together,
          exclude: [longOnly],
          ...inThreads,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [longOnly, onPlainPages, onBarePages],
          ...inBrowser,
        },
      },
      {
        extends: true,
        test: {
          name: 'pages',
          include: [onBarePages],
          ...inBareBrowser,
        },
      },
      {
        extends: true,
        test: {
          name: 'panel',
          include: [onPlainPages],
          ...inBrowser,
          globalSetup: ['test/support/panel-build.ts'],
          // Without DevTools and a page to inspect, two browsers fit on a small machine.
          fileParallelism: true,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/*.test.ts'],
          exclude: [longOnly],
          ...inBrowser,
          // Each installs a project of its own.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: [longOnly, ...bothSizes.devtools],
          ...inBrowser,
          ...ofLongRun,
        },
      },
      {
        extends: true,
        test: {
          name: 'long-pages',
          include: bothSizes.pages,
          ...inBareBrowser,
          ...ofLongRun,
        },
      },
      {
        extends: true,
        test: {
          name: 'long-panel',
          include: bothSizes.panel,
          ...inBrowser,
          globalSetup: ['test/support/panel-build.ts'],
          ...ofLongRun,
        },
      },
      {
        extends: true,
        test: {
          name: 'long-unit',
          include: bothSizes.unit,
          fileParallelism: false,
          ...ofLongRun,
        },
      },
      {
        extends: true,
        test: {
          name: 'bench',
          include: ['test/bench/**/*.bench.ts'],
          ...inBrowser,
          globalSetup: [...inBrowser.globalSetup, 'test/bench/support/trace-folder.ts'],
          testTimeout: 5_400_000,
        },
      },
    ],
  },
})
