/** What an application downloads for its traces, ours beside the peers: minified by Vite, gzip -9, without OpenTelemetry's API. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPackage, downloadOf } from '../support/sizes.ts'
import { printTable } from './support/figures.ts'
import { installPeers, type Peers } from './support/peers.ts'

/** What each says on its own pages to set it up. */
const PEERS: readonly (readonly [string, string])[] = [
  [
    'Sentry, with tracing',
    "import * as Sentry from '@sentry/browser'; Sentry.init({ dsn: 'https://k@o.example/1', integrations: [Sentry.browserTracingIntegration()], tracesSampleRate: 1 })",
  ],
  [
    'OpenTelemetry: web provider, fetch instrumentation, OTLP',
    `import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web'
     import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
     import { registerInstrumentations } from '@opentelemetry/instrumentation'
     import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch'
     new WebTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] }).register()
     registerInstrumentations({ instrumentations: [new FetchInstrumentation()] })`,
  ],
  [
    'Traceloop: its OpenAI instrumentation on the same provider (no fetch)',
    `import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web'
     import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
     import { OpenAIInstrumentation } from '@traceloop/instrumentation-openai'
     const provider = new WebTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] })
     provider.register()
     new OpenAIInstrumentation().setTracerProvider(provider)`,
  ],
]

const OURS: readonly (readonly [string, string])[] = [
  ['**register**', "import { register } from '@genai-devtools/web'; register()"],
  ['**instrument** (no provider)', "import { instrument } from '@genai-devtools/web/instrumentation'; instrument()"],
  ['**./context**', "import { StackContextManager } from '@genai-devtools/web/context'; new StackContextManager().enable()"],
  ['**invokeAgent alone**', "import { invokeAgent } from '@genai-devtools/web'; invokeAgent({}, () => {})"],
  ['**./noop**', "import { register } from '@genai-devtools/web/noop'; register()"],
]

let peers: Peers
beforeAll(async () => {
  peers = await installPeers('size-peers')
  await buildPackage()
})
afterAll(() => peers?.remove())

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1)

test('what an application downloads', async () => {
  const rows: string[][] = []
  for (const [name, code] of OURS) {
    const { first, later } = await downloadOf(code)
    const chunks = Object.entries(later).toSorted(([, one], [, other]) => other - one)
    rows.push([name, kilobytes(first), chunks.map(([chunk, bytes]) => `${chunk.replace(/-[\w-]{8}$/, '')} ${kilobytes(bytes)}`).join(', ')])
  }
  for (const [name, code] of PEERS) {
    const { first, later } = await downloadOf(code, peers.folder)
    rows.push([name, kilobytes(first), kilobytes(Object.values(later).reduce((sum, bytes) => sum + bytes, 0))])
  }
  printTable('kB, gzip -9', ['', 'first load', 'loaded when it is needed'], rows)
  expect(rows).toHaveLength(OURS.length + PEERS.length)
})
