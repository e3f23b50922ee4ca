import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { beforeEach, describe, expect, test } from 'vitest'
import type { UsageMode } from '../../../sdk/options.ts'
import { getPage } from '../../../sdk/page.ts'
import { estimateUsage, SAMPLE_CHARACTERS } from '../../../sdk/usage/estimate.ts'
import { checkOptions } from '../../../sdk/member.ts'
import { createUsagePolicy } from '../../../sdk/usage/usage.ts'
import { wholeSink } from '../../support/whole-sdk.ts'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
const counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
const answer = (usage: string) =>
  `data: {"id":"c","choices":[{"index":0,"delta":{"content":"Good evening to you."},"finish_reason":"stop"}]${usage}}\n\n`

async function call(mode: UsageMode, body: string, status = 200): Promise<{ readonly [name: string]: unknown }> {
  const usage = createUsagePolicy(mode)
  if (mode === 'estimate') await expect.poll(() => usage.estimate).toBeDefined()
  const sink = wholeSink({ page: getPage(), tracer: () => provider.getTracer('test'), contentOnSpan: false, counts, usage })
  const request = JSON.stringify({
    model: 'm',
    stream: true,
    messages: [{ role: 'user', content: 'Say good evening, in as few words as you can.' }],
  })
  const url = new URL('https://model.test/v1/chat/completions')
  const exchange = sink({ method: 'POST', url, header: () => null, body: request, signal: undefined })
  const observer = exchange?.response(status, new Headers({ 'content-type': 'text/event-stream' }))
  observer?.chunk(new TextEncoder().encode(body))
  observer?.end()
  return exporter.getFinishedSpans()[0]?.attributes ?? {}
}

const tokens = (attributes: { readonly [name: string]: unknown }) =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => name.includes('usage')))

describe('a stream without usage', () => {
  beforeEach(() => exporter.reset())

  test('has none by default: nothing is invented', async () => {
    expect(tokens(await call('observe', answer('')))).toEqual({})
  })

  test('is estimated where that is asked for, and says so', async () => {
    const attributes = await call('estimate', answer(''))
    expect(attributes['genai_devtools.usage.estimated']).toBe(true)
    expect(attributes['gen_ai.usage.input_tokens']).toSatisfy((count: number) => count >= 8 && count <= 16)
    expect(attributes['gen_ai.usage.output_tokens']).toSatisfy((count: number) => count >= 3 && count <= 7)
  })

  test('is not estimated where the provider counted', async () => {
    expect(tokens(await call('estimate', answer(',"usage":{"prompt_tokens":11,"completion_tokens":5}')))).toEqual({
      'gen_ai.usage.input_tokens': 11,
      'gen_ai.usage.output_tokens': 5,
    })
  })

  test('is not estimated where the call was refused', async () => {
    expect(tokens(await call('estimate', '{"error":{"message":"no"}}', 429))).toEqual({})
  })

  test('an option that is none is refused with the words that are', () => {
    expect(() => Reflect.apply(checkOptions, undefined, [{ usage: 'guess' }])).toThrow(
      new TypeError(`usage: "guess" is none of 'observe', 'inject', 'estimate'`),
    )
  })
})

describe('an estimate', () => {
  const response = { finishReasons: [], usage: {}, outputMessages: [], complete: true }
  const user = (content: string) => ({ inputMessages: [{ role: 'user', parts: [{ type: 'text', content }] }] })

  test('of no words is none', () => {
    expect(estimateUsage({}, response)).toEqual({})
    expect(estimateUsage({ toolDefinitions: [{ type: 'function', name: 'f' }] }, response)).toEqual({})
  })

  test('of media is none', () => {
    const image = { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aGVsbG8'.repeat(100) }
    expect(estimateUsage({ inputMessages: [{ role: 'user', parts: [image] }] }, response)).toEqual({})
  })

  test('of a long text goes by its beginning', () => {
    const short = estimateUsage(user('word '.repeat(SAMPLE_CHARACTERS / 5)), response).inputTokens ?? 0
    expect(short).toBeGreaterThan(SAMPLE_CHARACTERS / 10)
    expect(estimateUsage(user('word '.repeat((SAMPLE_CHARACTERS * 20) / 5)), response)).toEqual({ inputTokens: 20 * short })
  })
})
