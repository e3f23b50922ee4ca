/** Calls that are read a little later. The clock is the test's own. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DELTA_INTERVAL_MS } from '../../../sdk/export/live.ts'
import { contentOf, wholeOf } from '../../../sdk/content/span-content.ts'
import { MAX_WAITING, releaseAll } from '../../../sdk/hold/waiting.ts'
import { createUsagePolicy } from '../../../sdk/usage/usage.ts'
import { chat, counts, event, exporter, only, open, page, provider, request, sink, sinkWith, sse } from './attempts.ts'
import { liveOf } from '../../support/live-of.ts'

const LATER = 200
const json = new Headers({ 'content-type': 'application/json' })
const answer = { id: 'c1', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }] }
const asked = { ...chat, stream: false }

beforeEach(() => {
  releaseAll()
  exporter.reset()
  page.shelf.clear()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  page.shelf.audience.readWithin = LATER
})
afterEach(() => {
  releaseAll()
  page.shelf.audience.readWithin = 0
  vi.useRealTimers()
})

const entries = () => liveOf(page).ring.read(0, 1_000).entries
const texts = () => entries().flatMap((entry) => ('delta' in entry ? [entry.delta.text] : []))
const records = () => entries().flatMap((entry) => ('span' in entry ? [entry.span] : []))
const content = () => contentOf(only())?.outputMessages
const milliseconds = ([seconds, nanoseconds]: readonly [number, number]): number => seconds * 1000 + nanoseconds / 1e6

describe('a held call', () => {
  test('is no span before its time, and then one that began, and came, when it did', () => {
    const began = Date.now()
    const { observer } = open()
    vi.advanceTimersByTime(20)
    observer.chunk(event('Hel'))
    vi.advanceTimersByTime(150)
    observer.chunk(event('lo', 'stop'))
    expect(records()).toEqual([])
    vi.advanceTimersByTime(30)
    expect(texts()).toEqual(['Hello'])
    expect(records()[0]?.state).toBe('running')
    observer.end()
    const ended = Date.now()
    expect(exporter.getFinishedSpans()).toEqual([])
    vi.advanceTimersByTime(LATER)
    const span = only()
    expect([span.startTime, span.endTime].map(milliseconds)).toEqual([began, ended])
    expect(span.attributes['gen_ai.response.time_to_first_chunk']).toBe(0.02)
    expect(records()[0]?.chunks?.offsets).toEqual([20, 170])
  })

  test.each(['error', 'unread'] as const)('is read at once at %s', (last) => {
    const { observer } = open()
    observer.chunk(event('hi', 'stop'))
    observer[last]?.(new Error('broken'))
    expect(content()).toMatchObject([{ parts: [{ content: 'hi' }], finish_reason: 'stop' }])
  })

  test.each([
    ['cancelled', event('hi'), false],
    ['completed', event('hi', 'stop'), false],
    ['aborted', event('hi'), true],
  ] as const)('that is %s waits as well, and ends as of that moment', (end, bytes, aborts) => {
    const controller = new AbortController()
    const { observer } = open({ ...request(chat), signal: controller.signal })
    observer.chunk(bytes)
    if (aborts) controller.abort()
    observer.cancel(undefined)
    const ended = Date.now()
    expect(exporter.getFinishedSpans()).toEqual([])
    // Clients abort what they have cancelled.
    controller.abort()
    vi.advanceTimersByTime(LATER)
    expect(only().attributes['genai_devtools.end']).toBe(end)
    expect(milliseconds(only().endTime)).toBe(ended)
  })

  test('is read at once where it failed, or was refused: the next may be its retry', () => {
    sink(request(chat))?.failed(new TypeError('Failed to fetch'))
    expect(exporter.getFinishedSpans()).toHaveLength(1)
    open(request(chat), 429).observer.end()
    const { observer } = open(request(chat, undefined, { 'x-stainless-retry-count': '1' }))
    observer.end()
    releaseAll()
    const [, refused, retry] = exporter.getFinishedSpans()
    expect(retry?.links.map((link) => link.context.spanId)).toEqual([refused?.spanContext().spanId])
  })

  test('may come in a buffer that the page uses again', () => {
    const { observer } = open()
    const bytesOfPage = event('hi', 'stop')
    observer.chunk(bytesOfPage)
    bytesOfPage.fill(0)
    observer.end()
    releaseAll()
    expect(content()).toMatchObject([{ parts: [{ content: 'hi' }] }])
  })

  test('is read at once where it is too much to hold', () => {
    const { observer } = open()
    for (let at = 0; at < 3_000; at++) observer.chunk(event('word '))
    expect(texts().join('').length).toBeGreaterThan(100)
    observer.chunk(event('word '.repeat(20_000), 'stop'))
    vi.advanceTimersByTime(DELTA_INTERVAL_MS)
    expect(texts().join('').length).toBeGreaterThan(100_000)
    observer.end()
    releaseAll()
    expect(JSON.stringify(wholeOf(only())).length).toBeGreaterThan(110_000)
  })

  test('has the answer as it came, though the page changes its value', () => {
    const call = { id: 'c', function: { name: 'f', arguments: { deep: [1] } } }
    const value = { ...answer, choices: [{ index: 0, message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }] }
    const { observer } = open(request(asked), 200, json)
    observer.whole?.({ json: value })
    observer.end()
    call.function.arguments.deep.push(2)
    value.id = 'changed'
    releaseAll()
    expect(only().attributes['gen_ai.response.id']).toBe('c1')
    expect(content()).toMatchObject([{ parts: [{ type: 'tool_call', name: 'f', arguments: { deep: [1] } }] }])
  })

  test.each([
    ['a text', { text: JSON.stringify(answer) }, { 'gen_ai.response.id': 'c1', 'genai_devtools.end': 'completed' }],
    ['no JSON', 'no JSON', { 'error.type': 'invalid_json' }],
  ] as const)('may be answered by %s', (_name, body, attributes) => {
    const { observer } = open(request(asked), 200, json)
    observer.whole?.(body)
    observer.end()
    releaseAll()
    expect(only().attributes).toMatchObject(attributes)
  })

  test.each([
    ['a stream', request(chat), json],
    ['a stream by its path', request({ contents: [] }, 'https://x.test/v1beta/models/g:streamGenerateContent'), json],
    ['an event stream', request(asked), sse],
  ] as const)('is heard chunk by chunk where it is %s', (_name, snapshot, headers) => {
    expect(open(snapshot, 200, headers).observer.whole).toBeUndefined()
  })

  test('does not wait alone for ever: with one more than fits, all are read, in their order', () => {
    for (let at = 0; at <= MAX_WAITING; at++) {
      const { observer } = open(request({ ...asked, model: `m${at}` }), 200, json)
      observer.whole?.({ json: answer })
      observer.end()
    }
    const models = exporter.getFinishedSpans().map(({ attributes }) => attributes['gen_ai.request.model'])
    expect(models.slice(0, MAX_WAITING)).toEqual(Array.from({ length: MAX_WAITING }, (_, at) => `m${at}`))
  })

  test('is there for who flushes, and before the root of a trace ends', () => {
    const end = (): void => {
      const { observer } = open()
      observer.chunk(event('hi', 'stop'))
      observer.end()
    }
    end()
    void provider.forceFlush()
    only()
    end()
    provider.getTracer('app').startSpan('root').end()
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['chat gpt-5', 'chat gpt-5', 'root'])
  })

  test('is counted when it is made', () => {
    const before = counts.inferences
    open()
    expect(counts.inferences).toBe(before + 1)
  })

  test('is read at once where it may change the body, or belong to a client’s own span', () => {
    const injecting = sinkWith(false, createUsagePolicy('inject'))
    expect(JSON.parse(String(injecting({ ...request(chat), editable: true })?.body))).toMatchObject({
      stream_options: { include_usage: true },
    })
    const client = provider.getTracer('client').startSpan('chat gpt-5', {
      kind: 2,
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-5' },
    })
    const { observer } = open()
    observer.chunk(event('hi', 'stop'))
    client.end()
    expect(only().attributes).toMatchObject({ 'gen_ai.response.id': 'c1' })
    observer.end()
  })
})

test.each([0, LATER])('a body that is cancelled with a reason ends at that moment, be it read within %i ms', (within) => {
  page.shelf.audience.readWithin = within
  const { observer } = open(request(chat), 429)
  vi.advanceTimersByTime(30)
  const ended = Date.now()
  observer.cancel('enough')
  expect(milliseconds(only().endTime)).toBe(ended)
})

describe('a call that nobody can see', () => {
  beforeEach(() => {
    page.shelf.audience.readWithin = Number.POSITIVE_INFINITY
  })
  const answered = (model = 'm', headers: Record<string, string> = {}): void => {
    const { observer } = open(request({ ...asked, model }, undefined, headers), 200, json)
    observer.whole?.({ json: answer })
    observer.end()
  }
  const models = () => exporter.getFinishedSpans().map(({ attributes }) => attributes['gen_ai.request.model'])

  test('is not read before somebody reads the ring, and then has its own times', () => {
    const began = Date.now()
    const { observer } = open()
    vi.advanceTimersByTime(20)
    observer.chunk(event('hi', 'stop'))
    vi.advanceTimersByTime(100)
    observer.end()
    vi.advanceTimersByTime(1e6)
    releaseAll()
    expect(exporter.getFinishedSpans()).toEqual([])
    expect(records()).toMatchObject([{ name: 'chat gpt-5', state: 'ended', chunks: { offsets: [20] } }])
    expect([only().startTime, only().endTime].map(milliseconds)).toEqual([began, began + 120])
    expect(records()).toHaveLength(1)
    expect(exporter.getFinishedSpans()).toHaveLength(1)
  })

  test.each(['unread', 'error', 'cancel'] as const)(
    'ended with its last chunk where the page leaves it open, and %s comes much later',
    (last) => {
      const { observer } = open()
      vi.advanceTimersByTime(20)
      observer.chunk(event('hi', 'stop'))
      const ended = Date.now()
      vi.advanceTimersByTime(600_000)
      observer[last]?.(new DOMException('left', 'AbortError'))
      liveOf(page).ring.readCalls()
      expect(only().attributes['genai_devtools.end']).toBe('completed')
      expect(milliseconds(only().endTime)).toBe(ended)
    },
  )

  test('is given up with the oldest where the ring is full, and counted there', () => {
    page.shelf.setLimits({ spans: 2 })
    for (const model of ['a', 'b', 'c']) answered(model)
    const { dropped } = liveOf(page).ring.read(0, 1_000)
    expect([models(), dropped]).toEqual([['b', 'c'], 1])
    page.shelf.setLimits({})
  })

  test('weighs what it holds', () => {
    page.shelf.setLimits({ bytes: 500_000 })
    for (const model of ['a', 'b', 'c']) answered(model.repeat(100_000))
    liveOf(page).ring.read(0, 1_000)
    expect(models().map((model) => String(model)[0])).toEqual(['b', 'c'])
    page.shelf.setLimits({})
  })

  test.each([
    ['an answer', () => answered('m'.repeat(200_000))],
    [
      'a stream',
      () => {
        const { observer } = open()
        for (let at = 0; at < 100; at++) observer.chunk(event(`${at} `.repeat(100)))
        observer.end()
      },
    ],
  ])('is read within a second where it is %s that takes more room than its record', (_name, call) => {
    call()
    expect(exporter.getFinishedSpans()).toHaveLength(0)
    vi.advanceTimersByTime(1_000)
    expect(exporter.getFinishedSpans()).toHaveLength(1)
  })

  test('ends in the ring where it has begun there', () => {
    const { observer } = open()
    releaseAll()
    observer.chunk(event('hi', 'stop'))
    observer.end()
    releaseAll()
    expect(only().attributes['genai_devtools.end']).toBe('completed')
  })

  test('is read at once where it is the retry of a failed one', () => {
    open(request({ ...asked, model: 'again' }, undefined), 500).observer.end()
    answered('again', { 'x-stainless-retry-count': '1' })
    open(request({ ...asked, model: 'again' }, undefined), 500).observer.end()
    releaseAll()
    const [failed, retry] = exporter.getFinishedSpans()
    expect(retry?.links.map((link) => link.context.spanId)).toEqual([failed?.spanContext().spanId])
  })

  test('is forgotten with the rest when the panel clears', () => {
    answered()
    page.shelf.clear()
    expect(records()).toEqual([])
    expect(exporter.getFinishedSpans()).toEqual([])
  })
})
