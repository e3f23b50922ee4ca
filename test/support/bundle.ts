import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

/** The script of a test's page with all that it imports, as one classic script, minified as a release would ship it. */
export async function bundleScript(entry: URL, plugins: readonly Plugin[] = []): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [...plugins],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: fileURLToPath(entry), output: { codeSplitting: false, format: 'iife' } },
    },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one bundle was expected')
  return result.output[0].code
}
