/** Builds the demo page into dist/demo. It takes the SDK by its name, as any application does. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  root: path('.'),
  base: './',
  build: {
    outDir: path('../dist/demo'),
    emptyOutDir: true,
    // Native async functions: what a modern application ships, and what the SDK finds parents by.
    target: 'es2022',
    modulePreload: false,
    sourcemap: true,
    chunkSizeWarningLimit: 2000,
  },
})
