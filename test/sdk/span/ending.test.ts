/** When a call is over: by its body or by the wire, never by a clock. The clock is the test's own. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LiveSpanProcessor } from '../../../sdk/export/live-processor.ts'
import { PROBABLY_OVER_MS } from '../../../sdk/export/live.ts'
import { contentOf } from '../../../sdk/content/span-content.ts'
import { bytes, chat, event, exporter, only, open, page, request } from './attempts.ts'
import { liveOf } from '../../support/live-of.ts'

const data = (value: unknown): Uint8Array => bytes(`data: ${JSON.stringify(value)}\n\n`)
const done = bytes('data: [DONE]\n\n')
const usage = data({ id: 'c1', choices: [], usage: { prompt_tokens: 21, completion_tokens: 4 } })
const choice = (index: number, delta: object, finish: string | null = null): Uint8Array =>
  data({ id: 'c1', choices: [{ index, delta, finish_reason: finish }] })
const gemini = (text: string, more: object = {}): Uint8Array =>
  data({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }], ...more })
const anthropic = (type: string, more: object): Uint8Array => bytes(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`)

const openai = request(chat)
const geminiRequest = request(
  { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] },
  'https://generativelanguage.googleapis.com/v1beta/models/g:streamGenerateContent?alt=sse',
)
const anthropicRequest = request({ ...chat, max_tokens: 9 }, 'https://api.anthropic.com/v1/messages')

beforeEach(() => {
  exporter.reset()
  page.shelf.clear()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
})
afterEach(() => {
  for (const call of page.open) call.abandon('shutdown')
  vi.useRealTimers()
})

const running = () =>
  liveOf(page)
    .ring.read(0, 100)
    .entries.flatMap((entry) => ('span' in entry && entry.span.state === 'running' ? [entry.span] : []))
const seconds = () => only().duration[0] + only().duration[1] / 1e9
const text = () =>
  (contentOf(only())?.outputMessages ?? []).map(({ parts }) => parts.map((part) => ('content' in part ? part['content'] : '')).join(''))

describe('what comes after a finish reason is part of the answer', () => {
  test.each([
    ['usage', openai, [event('hi'), event('', 'stop')], [usage, done], [{ 'gen_ai.usage.input_tokens': 21 }, ['hi']]],
    [
      'usage without a terminator',
      openai,
      [event('hi', 'stop')],
      [usage],
      [{ 'gen_ai.usage.input_tokens': 21, 'gen_ai.usage.output_tokens': 4 }, ['hi']],
    ],
    [
      'text after a STOP, as after a round of Gemini’s own tool',
      geminiRequest,
      [gemini('one ')],
      [gemini('two '), gemini('three', { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 3 } })],
      [{ 'gen_ai.usage.input_tokens': 5, 'gen_ai.response.finish_reasons': ['STOP'] }, ['one two three']],
    ],
    [
      'the answer, where the reasoning had a finish reason of its own',
      openai,
      [choice(0, { reasoning_content: 'hm' }, 'stop')],
      [choice(0, { content: 'so' }), choice(0, {}, 'length'), done],
      [{ 'gen_ai.response.finish_reasons': ['length'] }, ['hmso']],
    ],
    [
      'another choice',
      openai,
      [choice(0, { content: 'a' }, 'stop')],
      [choice(1, { content: 'b' }), choice(1, {}, 'length'), done],
      [{ 'gen_ai.response.finish_reasons': ['stop', 'length'] }, ['a', 'b']],
    ],
    [
      'what Anthropic says between the reason and the stop',
      anthropicRequest,
      [
        anthropic('message_start', { message: { id: 'm', role: 'assistant', content: [], usage: { input_tokens: 3 } } }),
        anthropic('content_block_start', { index: 0, content_block: { type: 'text', text: 'hi' } }),
        anthropic('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } }),
      ],
      [anthropic('message_delta', { delta: {}, usage: { output_tokens: 9 } }), anthropic('message_stop', {})],
      [{ 'gen_ai.usage.output_tokens': 9, 'gen_ai.response.finish_reasons': ['end_turn'] }, ['hi']],
    ],
  ] as const)('%s', (_what, asked, first, late, [attributes, texts]) => {
    const { observer } = open(asked)
    for (const chunk of first) observer.chunk(chunk)
    for (const chunk of late) {
      vi.advanceTimersByTime(5_000)
      expect(exporter.getFinishedSpans()).toEqual([])
      observer.chunk(chunk)
    }
    observer.end()
    expect(only().attributes).toMatchObject({ ...attributes, 'genai_devtools.end': 'completed' })
    expect(text()).toEqual(texts)
    expect(seconds()).toBe(5 * late.length)
  })

  test('but nothing after the wire’s own terminator is, and the span ends with it', () => {
    const { observer } = open()
    observer.chunk(event('hi', 'stop'))
    vi.advanceTimersByTime(1_000)
    observer.chunk(done)
    expect(seconds()).toBe(1)
    observer.chunk(event(' more'))
    observer.error(new TypeError('network error'))
    expect(text()).toEqual(['hi'])
    expect(only().attributes['genai_devtools.end']).toBe('completed')
  })
})

describe('a body that is left open after a finish reason', () => {
  const leave = () => {
    const { observer } = open()
    observer.chunk(event('hi'))
    vi.advanceTimersByTime(1_000)
    observer.chunk(event('', 'stop'))
    return observer
  }

  test('is shown as probably over, until a later chunk takes that back', () => {
    const observer = leave()
    vi.advanceTimersByTime(PROBABLY_OVER_MS - 1)
    expect(running()[0]).not.toHaveProperty('probablyOver')
    vi.advanceTimersByTime(1)
    expect(running()[0]).toMatchObject({ probablyOver: true })
    observer.chunk(choice(1, { content: 'b' }))
    expect(running()[0]).not.toHaveProperty('probablyOver')
    vi.advanceTimersByTime(60_000)
    expect(running()[0]).not.toHaveProperty('probablyOver')
  })

  test('is probably over for who opens the panel later, too', () => {
    leave()
    vi.advanceTimersByTime(PROBABLY_OVER_MS / 2)
    liveOf(page).ring.read(0, 100)
    vi.advanceTimersByTime(60_000)
    expect(running()[0]).toMatchObject({ probablyOver: true })
  })

  test.each([
    ['the stream is collected', (observer: ReturnType<typeof leave>) => observer.collected?.()],
    ['the page cancels it', (observer: ReturnType<typeof leave>) => observer.cancel(undefined)],
    ['it lay unread for too long', (observer: ReturnType<typeof leave>) => observer.unread?.()],
    ['the page aborts it', (observer: ReturnType<typeof leave>) => observer.error(new DOMException('left', 'AbortError'))],
    ['the page ends', () => page.open.forEach((call) => call.abandon('page_hidden'))],
    ['the SDK is shut down', () => page.open.forEach((call) => call.abandon('shutdown'))],
  ])('ends completed with its last chunk when %s', (_how, last) => {
    const observer = leave()
    vi.advanceTimersByTime(30_000)
    last(observer)
    expect(seconds()).toBe(1)
    expect(only().attributes['genai_devtools.end']).toBe('completed')
  })

  test('is not ended by a flush', async () => {
    leave()
    vi.advanceTimersByTime(30_000)
    const processor = new LiveSpanProcessor()
    await processor.forceFlush()
    await processor.shutdown()
    expect(exporter.getFinishedSpans()).toEqual([])
  })

  test('fails with the connection: the rest of it may have been on its way', () => {
    const observer = leave()
    vi.advanceTimersByTime(30_000)
    observer.error(new TypeError('network error'))
    expect(only()).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'TypeError' } })
    expect(seconds()).toBe(31)
  })
})

describe('a body that is left before a finish reason', () => {
  test('is cancelled as of its last chunk when it is collected, and unread where nothing of it was read', () => {
    const { observer } = open()
    vi.advanceTimersByTime(1_000)
    observer.chunk(event('hi'))
    vi.advanceTimersByTime(30_000)
    observer.collected?.()
    expect(only().attributes['genai_devtools.end']).toBe('cancelled')
    expect(seconds()).toBe(1)
    exporter.reset()
    open().observer.collected?.()
    expect(only().attributes['genai_devtools.end']).toBe('unread')
  })

  test('has failed where the stream reported an error, whoever leaves it', () => {
    const { observer } = open()
    observer.chunk(event('hi'))
    observer.chunk(data({ error: { code: 'overloaded', message: 'busy' } }))
    vi.advanceTimersByTime(30_000)
    observer.collected?.()
    expect(only()).toMatchObject({ status: { code: 2, message: 'busy' }, attributes: { 'error.type': 'overloaded' } })
    expect(seconds()).toBe(0)
  })
})

describe('the time to the first chunk and to the first token', () => {
  const role = choice(0, { role: 'assistant', content: '' })
  const tool = choice(0, { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }] })
  test.each([
    [
      'comments',
      [
        [50, bytes(': keep-alive\n\n')],
        [500, bytes(': OPENROUTER PROCESSING\n\n')],
        [650, event('Hi')],
      ],
      1.2,
      1.2,
    ],
    [
      'a named ping',
      [
        [50, bytes('event: ping\ndata: {"type":"ping"}\n\n')],
        [100, role],
        [100, event('Hi')],
      ],
      0.15,
      0.25,
    ],
    [
      'an unnamed ping',
      [
        [50, data({ type: 'ping' })],
        [100, event('Hi')],
      ],
      0.15,
      0.15,
    ],
    [
      'empty data',
      [
        [50, bytes('data:\n\n')],
        [50, bytes('data: {}\n\n')],
        [100, event('Hi')],
      ],
      0.2,
      0.2,
    ],
    [
      'half an event',
      [
        [50, event('Hi').subarray(0, 9)],
        [100, event('Hi').subarray(9)],
      ],
      0.15,
      0.15,
    ],
    [
      'an event without a token',
      [
        [50, role],
        [1_000, event('Hi')],
      ],
      0.05,
      1.05,
    ],
    [
      'a tool call without arguments',
      [
        [50, role],
        [100, tool],
        [100, event('Hi')],
      ],
      0.05,
      0.15,
    ],
    [
      'reasoning',
      [
        [50, role],
        [100, choice(0, { reasoning: 'hm' })],
        [100, event('Hi')],
      ],
      0.05,
      0.15,
    ],
  ] as const)('%s', (_what, chunks, first, token) => {
    const { observer } = open()
    for (const [pause, chunk] of chunks) {
      vi.advanceTimersByTime(pause)
      observer.chunk(chunk)
    }
    observer.end()
    const { attributes } = only()
    expect(attributes['gen_ai.response.time_to_first_chunk']).toBeCloseTo(first, 6)
    expect(attributes['genai_devtools.time_to_first_token']).toBeCloseTo(token, 6)
    const [record] = liveOf(page)
      .ring.read(0, 100)
      .entries.flatMap((entry) => ('span' in entry ? [entry.span] : []))
    expect(record?.firstChunkOffset).toBeCloseTo(Number(attributes['gen_ai.response.time_to_first_chunk']) * 1000, 3)
  })

  test('an answer without a token has no second mark, and one that does not stream has neither', () => {
    open().observer.chunk(role)
    for (const call of page.open) call.abandon('shutdown')
    expect(only().attributes).not.toHaveProperty('genai_devtools.time_to_first_token')
    exporter.reset()
    const json = new Headers({ 'content-type': 'application/json' })
    const { observer } = open(request({ ...chat, stream: false }), 200, json)
    observer.chunk(bytes('{"id":"c1","choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]}'))
    observer.end()
    expect(Object.keys(only().attributes).filter((name) => name.includes('time_to_first'))).toEqual([])
  })
})
