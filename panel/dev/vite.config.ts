/** The panel as a plain page: `npx vite --config panel/dev/vite.config.ts`, then open `/?dev`. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  // Not beside the extension's own build, which may run at the same time.
  cacheDir: join(tmpdir(), 'genai-panel-vite'),
  server: { host: '127.0.0.1' },
  clearScreen: false,
})
