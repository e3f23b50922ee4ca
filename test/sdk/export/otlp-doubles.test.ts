/** Numbers that the conventions type as double are doubles in what we export as JSON, also where they happen to be whole. */
import { InMemorySpanExporter, SimpleSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web'
import type { Attributes } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { serializerOf } from '../../../sdk/export/otlp-serializer.ts'

/** The attributes of a span as they are exported. */
async function exported(attributes: Attributes): Promise<{ readonly [key: string]: unknown }> {
  const memory = new InMemorySpanExporter()
  const provider = new WebTracerProvider({ spanProcessors: [new SimpleSpanProcessor(memory)] })
  provider.getTracer('test').startSpan('chat', { attributes }).end()
  await provider.forceFlush()
  const serializer = await serializerOf('http/json')
  const { resourceSpans } = JSON.parse(new TextDecoder().decode(serializer.serializeRequest(memory.getFinishedSpans())))
  const written: { key: string; value: unknown }[] = resourceSpans[0].scopeSpans[0].spans[0].attributes
  return Object.fromEntries(written.map(({ key, value }) => [key, value]))
}

test.each<readonly [string, string | number | number[], unknown]>([
  ['gen_ai.request.temperature', 1, { doubleValue: 1 }],
  ['gen_ai.request.temperature', 0, { doubleValue: 0 }],
  ['gen_ai.request.frequency_penalty', -2, { doubleValue: -2 }],
  ['gen_ai.request.top_p', 0.5, { doubleValue: 0.5 }],
  ['genai_devtools.usage.cost', 3, { doubleValue: 3 }],
  ['gen_ai.request.seed', 7, { intValue: 7 }],
  ['gen_ai.usage.input_tokens', 0, { intValue: 0 }],
  ['of.someone.else', 1, { intValue: 1 }],
  ['gen_ai.request.temperature', '1', { stringValue: '1' }],
  [
    'a.text',
    '"key":"gen_ai.request.temperature","value":{"intValue":1}',
    { stringValue: '"key":"gen_ai.request.temperature","value":{"intValue":1}' },
  ],
])('%s of %j', async (key, value, expected) => {
  expect(await exported({ [key]: value })).toEqual({ [key]: expected })
})

test('a span without such a number is written as OpenTelemetry writes it', async () => {
  expect(await exported({ 'gen_ai.request.model': 'm', 'gen_ai.request.temperature': 1, 'server.port': 443 })).toEqual({
    'gen_ai.request.model': { stringValue: 'm' },
    'gen_ai.request.temperature': { doubleValue: 1 },
    'server.port': { intValue: 443 },
  })
})
