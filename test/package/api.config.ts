/**
 * Runs the SDK's unit tests on the OpenTelemetry of another project: the API of the one in `GENAI_OTEL_PROJECT` everywhere, and with
 * `GENAI_OTEL_LINE=3` also the tests' own providers, as an application on that line has them. The SDK keeps the 2.x that it bundles.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const shim = fileURLToPath(new URL('sdk-trace-3.mjs', import.meta.url))
/** Packages are looked for as if this file asked for them. */
const application = join(process.env['GENAI_OTEL_PROJECT'] ?? '', 'main.ts')
const isTest = (importer = ''): boolean => importer.includes('/test/sdk/')

/** On stderr, so that whoever started the run sees whose code was tested. */
function told<T extends { readonly id: string } | null>(resolved: T): T {
  process.stderr.write(`took ${resolved?.id}\n`)
  return resolved
}

export default defineConfig({
  plugins: [
    {
      name: 'other-opentelemetry',
      enforce: 'pre',
      async resolveId(source, importer) {
        const ofApplication = source === '@opentelemetry/api' || (source === '@opentelemetry/sdk-trace' && importer === shim)
        if (ofApplication) return told(await this.resolve(source, application, { skipSelf: true }))
        return process.env['GENAI_OTEL_LINE'] === '3' && source === '@opentelemetry/sdk-trace-web' && isTest(importer) ? shim : null
      },
    },
  ],
  test: {
    include: ['test/sdk/**/*.test.ts'],
    // Vitest has registered something with an API of its own version, which lets no other version register a provider.
    exclude: ['test/sdk/{register,restart,copies,joining}.test.ts'],
    // Packages are not transformed otherwise, and would load the repository's own API.
    server: { deps: { inline: [/@opentelemetry/] } },
  },
})
