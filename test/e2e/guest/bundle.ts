import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** A page's script with what it needs of ours in it, as one classic script. */
export async function bundlePage(entry = 'page.ts'): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL(entry, import.meta.url)), formats: ['iife'], name: 'guestBundle' },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  const chunk = output && 'output' in output ? output.output[0] : undefined
  if (!chunk) throw new Error('the page was not built')
  return chunk.code
}
