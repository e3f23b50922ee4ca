import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** One script of a page, from a module of this folder, as a release would ship it. */
export async function bundlePage(file: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: fileURLToPath(new URL(file, import.meta.url)), output: { codeSplitting: false, format: 'iife' } },
    },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one bundle was expected')
  return result.output[0].code
}
