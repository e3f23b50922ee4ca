import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { thirdPartyNotices } from '../scripts/notices.mjs'

/** `instrument` has a file of its own, so that its entry only names what it exports: then bundlers leave out what an application does not import. */
const entries = ['index', 'auto', 'instrument', 'instrumentation', 'inject', 'context', 'zone', 'otlp', 'noop']

/**
 * OpenTelemetry's SDK is bundled, so that the package installs beside its 2.x and its 3.x line alike; the API stays outside, since its
 * globals are what joins us to the application.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [thirdPartyNotices()],
  build: {
    target: 'es2022',
    minify: false,
    lib: {
      entry: Object.fromEntries(entries.map((name) => [name, fileURLToPath(new URL(`${name}.ts`, import.meta.url))])),
      formats: ['es'],
    },
    rolldownOptions: {
      external: ['@opentelemetry/api'],
      // Names that only one half uses would lie in a chunk of both.
      optimization: { inlineConst: { mode: 'all' } },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        // By what each vendor shares with which others they would be a dozen files, all of which the first call loads.
        codeSplitting: {
          groups: [
            { name: 'answers', test: /\/sdk\/provider\/(?:(?:answer|read)\/|\w+\/match\.ts)/ },
            // What the wires of agents have in common, and those who speak a wire like OpenAI's.
            { name: 'openai-parts', test: /\/sdk\/provider\/openai\/openai-(?:content|request)/ },
            // Mistral speaks it, too.
            { name: 'openai-chat', test: /\/sdk\/provider\/openai\/(?:chat-reading|openai-(?:chat|choices))/ },
          ],
        },
      },
    },
  },
})
