/** What is told before the SDK's second half is there comes out as if it had been there. The test is what loads it. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ExchangeSink, RequestSnapshot } from '../../sdk/capture/exchange.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { CalmLoad } from '../../sdk/calm-load.ts'
import { createGate } from '../../sdk/gate.ts'
import { HeldEnds, type Words } from '../../sdk/hold/held-ends.ts'
import { MAX_PENDING_CALLS } from '../../sdk/hold/pending-calls.ts'
import { releaseAll } from '../../sdk/hold/waiting.ts'
import { LateModule, RETRY_MS } from '../../sdk/late-module.ts'
import { getPage } from '../../sdk/page.ts'
import * as reader from '../../sdk/reader.ts'
import { createManualFunctions } from '../../sdk/span/manual.ts'
import '../support/whole-sdk.ts'
import { liveOf } from '../support/live-of.ts'

const page = getPage()
const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
const tracer = () => provider.getTracer('@genai-devtools/web')
const names = (): readonly string[] => exporter.getFinishedSpans().map(({ name }) => name)
const typed = (type: string): Headers => new Headers({ 'content-type': type })
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

let counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
let sink: ExchangeSink
let readerComes: () => void

beforeEach(() => {
  exporter.reset()
  page.shelf.clear()
  page.shelf.audience.readWithin = 0
  counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
  const read = reader.createSink({ page, live: liveOf(page), tracer, contentOnSpan: false, counts, mcp: { propagate: false } })
  let isThere = false
  sink = createGate({
    page,
    counts,
    endpoints: () => undefined,
    mcp: true,
    sink: () => (isThere ? read : undefined),
    calm: new CalmLoad(() => {}),
  })
  readerComes = () => {
    isThere = true
    liveOf(page).ring.readCalls()
    page.pending.release()
    releaseAll()
  }
})
afterEach(() => void vi.useRealTimers())

const ENDPOINT = 'https://api.openai.com/v1/chat/completions'

function asked(body: object, { url = ENDPOINT, ...headers }: { readonly [name: string]: string } = {}): RequestSnapshot {
  return { method: 'POST', url: new URL(url), header: (name) => headers[name] ?? null, body: JSON.stringify(body), signal: undefined }
}
const chat = (model: string): object => ({ model, messages: [{ role: 'user', content: 'hello' }] })

function answer(request: RequestSnapshot, body: object, status = 200): void {
  const observer = sink(request)?.response(status, typed('application/json'))
  observer?.chunk(bytes(JSON.stringify(body)))
  observer?.end()
}
const completion = {
  id: 'c',
  object: 'chat.completion',
  model: 'owl-1',
  choices: [{ message: { role: 'assistant' }, finish_reason: 'stop' }],
}

describe('calls', () => {
  test('are counted as unread, and are spans when what reads them comes', () => {
    answer(asked(chat('owl-1')), completion)
    expect([counts, names()]).toEqual([{ requests: 1, inferences: 0, mcp: 0, unread: 1, late: 0 }, []])
    readerComes()
    expect([counts, names()]).toEqual([{ requests: 1, inferences: 1, mcp: 0, unread: 0, late: 0 }, ['chat owl-1']])
  })

  test('that turn out to be nobody’s are dropped', () => {
    answer(asked({ input: 'a form of the page’s own' }, { url: 'https://app.example/search' }), { rows: [] })
    expect(counts.unread).toBe(1)
    readerComes()
    expect([counts.unread, counts.inferences, names()]).toEqual([0, 0, []])
  })

  test('that tell nothing at all are not kept', () => {
    const exchange = sink(asked({ query: 1 }, { url: 'https://app.example/graphql' }))
    expect(exchange?.response(200, typed('image/png'))).toBeUndefined()
    expect(exchange?.response(200, typed('application/json'))?.chunk(bytes(`{"rows":["${'x'.repeat(4_000)}"]}`))).toBe(false)
    expect(counts.unread).toBe(0)
  })

  test('whose answer alone tells are kept from its first words on', () => {
    const exchange = sink(asked({ query: 1 }, { url: 'https://app.example/ask' }))
    const observer = exchange?.response(200, typed('text/event-stream'))
    observer?.chunk(bytes('data: {"id":"c","object":"chat.completion.chunk","model":"owl-1",'))
    observer?.chunk(bytes('"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'))
    observer?.end()
    expect(counts.unread).toBe(1)
    readerComes()
    expect(exporter.getFinishedSpans()[0]?.attributes).toMatchObject({ 'gen_ai.response.model': 'owl-1', 'gen_ai.request.stream': true })
  })

  test('whose first event comes behind padding are kept', () => {
    const observer = sink(asked({ query: 1 }, { url: 'https://app.example/ask' }))?.response(200, typed('text/event-stream'))
    const event = `data: ${JSON.stringify({ ...completion, object: 'chat.completion.chunk' })}`
    observer?.chunk(bytes(`: ${' '.repeat(3_000)}\n\n${event}\n\ndata: [DONE]\n\n`))
    observer?.end()
    expect(counts.unread).toBe(1)
    readerComes()
    expect(names()).toHaveLength(1)
  })

  test('that the ring gives up are unread no more', () => {
    page.shelf.audience.readWithin = Number.POSITIVE_INFINITY
    page.shelf.setLimits({ spans: 2 })
    for (const model of ['a', 'b', 'c']) answer(asked(chat(model)), completion)
    expect(counts.unread).toBe(2)
    page.shelf.setLimits({})
    readerComes()
    expect([names(), counts.unread]).toEqual([['chat b', 'chat c'], 0])
  })

  test('whose answer tells when what reads is there are read at once', () => {
    const exchange = sink(asked({ query: 1 }, { url: 'https://app.example/ask' }))
    readerComes()
    const observer = exchange?.response(200, typed('text/event-stream'))
    observer?.chunk(bytes(`data: ${JSON.stringify({ ...completion, object: 'chat.completion.chunk' })}\n\n`))
    expect([page.open.size, page.pending.size, counts.unread]).toEqual([1, 0, 0])
    observer?.end()
  })

  test('that are tried again know the attempt before', () => {
    const again = asked(chat('owl-1'), { 'x-stainless-retry-count': '1' })
    answer(asked(chat('owl-1')), { error: { message: 'busy' } }, 503)
    answer(again, completion)
    readerComes()
    const [first, second] = exporter.getFinishedSpans()
    expect(second?.attributes['genai_devtools.retry.attempt']).toBe(1)
    expect(second?.links.map(({ context }) => context.spanId)).toEqual([first?.spanContext().spanId])
  })

  test('of MCP find their answer in a stream that began before them', () => {
    const headers = { url: 'https://tools.example/mcp', accept: 'application/json, text/event-stream', 'mcp-session-id': 's1' }
    const stream = sink({ ...asked({}, headers), method: 'GET', body: undefined })?.response(200, typed('text/event-stream'))
    const call = asked({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'count', arguments: {} } }, headers)
    sink(call)?.response(202, new Headers())?.end()
    stream?.chunk(bytes('event: message\ndata: {"jsonrpc":"2.0","id":1,"result":{"content":[]}}\n\n'))
    readerComes()
    expect(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes['genai_devtools.end']])).toEqual([
      ['tools/call count', 'completed'],
    ])
    stream?.end()
  })

  test('of MCP that were answered before the page took them back, or ended the session, were answered', () => {
    const headers = { url: 'https://tools.example/mcp', accept: 'application/json, text/event-stream', 'mcp-session-id': 's1' }
    const call = (id: number): RequestSnapshot =>
      asked({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: `tool${id}` } }, headers)
    for (const id of [1, 2]) answer(call(id), { jsonrpc: '2.0', id, result: { content: [] } })
    sink(asked({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } }, headers))
      ?.response(202, new Headers())
      ?.end()
    sink({ ...asked({}, headers), method: 'DELETE', body: undefined })
      ?.response(200, new Headers())
      ?.end()
    readerComes()
    const calls = exporter.getFinishedSpans().filter(({ name }) => name.startsWith('tools/call'))
    expect(calls.map(({ attributes }) => attributes['genai_devtools.end'])).toEqual(['completed', 'completed'])
  })

  test('begin and end when the page’s did, aborts included', () => {
    vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] })
    const controller = new AbortController()
    const began = Date.now()
    const observer = sink({ ...asked(chat('owl-1')), signal: controller.signal })?.response(200, typed('text/event-stream'))
    vi.advanceTimersByTime(100)
    observer?.chunk(bytes('data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n'))
    vi.advanceTimersByTime(100)
    observer?.cancel(undefined)
    // What the page does later is no part of it.
    controller.abort()
    vi.advanceTimersByTime(7_000)
    readerComes()
    const [span] = exporter.getFinishedSpans()
    const milliseconds = ([seconds, nanoseconds]: readonly [number, number] = [0, 0]): number => seconds * 1000 + nanoseconds / 1e6
    expect([milliseconds(span?.startTime), milliseconds(span?.endTime)]).toEqual([began, began + 200])
    expect(span?.attributes).toMatchObject({ 'genai_devtools.end': 'cancelled', 'gen_ai.response.time_to_first_chunk': 0.1 })
  })

  test('are given up beyond a limit, the oldest first, and counted', () => {
    const before = page.pending.lost
    page.shelf.audience.readWithin = 1_000
    for (let at = 0; at <= MAX_PENDING_CALLS; at++) answer(asked(chat(`owl-${at}`)), completion)
    expect([page.pending.lost - before, counts.unread]).toEqual([1, MAX_PENDING_CALLS])
    readerComes()
    expect(names()).toHaveLength(MAX_PENDING_CALLS)
    expect(names()).not.toContain('chat owl-0')
  })
})

describe('a client’s own span', () => {
  const start = (model: string) =>
    provider.getTracer('client').startSpan('ask', {
      kind: SpanKind.CLIENT,
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model },
    })

  test('that records its attempt in the same turn is the call’s span', () => {
    const span = start('owl-1')
    span.setAttribute('http.request.method', 'POST')
    answer(asked(chat('owl-1')), completion)
    readerComes()
    span.end()
    expect(exporter.getFinishedSpans().map(({ attributes }) => attributes['gen_ai.response.id'])).toEqual(['c'])
    expect(counts.late).toBe(0)
  })

  test('that has ended before has the wire’s facts in the panel alone, and is counted', () => {
    const span = start('owl-1')
    span.setAttribute('http.request.method', 'POST')
    answer(asked(chat('owl-1')), completion)
    span.end()
    readerComes()
    expect(exporter.getFinishedSpans().map(({ attributes }) => attributes['gen_ai.response.id'])).toEqual([undefined])
    const records = liveOf(page)
      .ring.read(0, 100)
      .entries.flatMap((entry) => ('span' in entry ? [entry.span] : []))
    expect(records.map(({ name }) => name)).toEqual(['chat owl-1'])
    expect(records.map(({ attributes, state }) => [state, attributes['gen_ai.response.id'], attributes['genai_devtools.end']])).toEqual([
      ['ended', 'c', 'completed'],
    ])
    expect(counts.late).toBe(1)
  })

  test.each(['before it is read', 'when it has been read'])(
    'stays as its last attempt left it, where the one before ends later, %s',
    (when) => {
      if (when === 'when it has been read') readerComes()
      const span = start('owl-1')
      span.setAttribute('http.request.method', 'POST')
      const refused = sink(asked(chat('owl-1')))?.response(429, typed('application/json'))
      // Its client leaves the body of an answer that it tries again.
      span.setAttribute('http.request.resend_count', 1)
      answer(asked(chat('owl-1')), completion)
      span.end()
      readerComes()
      refused?.cancel(undefined)
      const last = liveOf(page)
        .ring.read(0, 100)
        .entries.flatMap((entry) => ('span' in entry ? [entry.span] : []))
        .at(-1)
      expect([last?.state, last?.status.code, last?.attributes['genai_devtools.end'], last?.attributes['error.type']]).toEqual([
        'ended',
        0,
        'completed',
        undefined,
      ])
    },
  )

  test('that ends before its body does has what was known then, and is not late', () => {
    readerComes()
    const span = start('owl-1')
    span.setAttribute('http.request.method', 'POST')
    const observer = sink(asked(chat('owl-1')))?.response(200, typed('text/event-stream'))
    observer?.chunk(bytes('data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n'))
    span.end()
    observer?.cancel(undefined)
    expect([exporter.getFinishedSpans()[0]?.attributes['gen_ai.response.id'], counts.late]).toEqual(['c', 0])
  })
})

describe('the end of an agent’s span', () => {
  test('waits where it needs words, and has the time at which it was', () => {
    let words: Words | undefined
    const wanted = vi.fn<() => void>()
    const ends = new HeldEnds(() => words, wanted)
    const { invokeAgent } = createManualFunctions(() => ({ tracer: tracer(), shelf: page.shelf, contentOnSpan: false, words: ends }))
    invokeAgent({ agentName: 'fine' }, () => {})
    expect(() =>
      invokeAgent({ agentName: 'owl' }, () => {
        throw new TypeError('no sk-proj-abcdefghijklmnopqrstuvwxyz123456 here')
      }),
    ).toThrow(TypeError)
    expect([names(), wanted.mock.calls.length, ends.size]).toEqual([['invoke_agent fine'], 1, 1])
    words = reader.words(false)
    ends.release()
    expect(exporter.getFinishedSpans()[1]).toMatchObject({
      name: 'invoke_agent owl',
      status: { code: SpanStatusCode.ERROR, message: 'no [credential] here' },
      attributes: { 'error.type': 'TypeError' },
    })
  })

  test('waits for nobody when the page goes: it has no words then', () => {
    const ends = new HeldEnds(
      () => undefined,
      () => {},
    )
    const { executeTool } = createManualFunctions(() => ({ tracer: tracer(), shelf: page.shelf, contentOnSpan: false, words: ends }))
    expect(() =>
      executeTool({ toolName: 'owl' }, () => {
        throw new TypeError('planted-secret')
      }),
    ).toThrow(TypeError)
    ends.release()
    expect(exporter.getFinishedSpans()[0]).toMatchObject({ status: { message: '' }, attributes: { 'error.type': 'TypeError' } })
  })
})

describe('the load', () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  test('begins when it is wanted, once, and tells all who wait', async () => {
    const slot = new LateModule<typeof reader>()
    const load = vi.fn<() => Promise<typeof reader>>(() => Promise.resolve(reader))
    const told: unknown[] = []
    slot.whenLoaded((module) => told.push(module))
    slot.use(load)
    await turn()
    expect(load).not.toHaveBeenCalled()
    slot.want()
    slot.want()
    await turn()
    slot.whenLoaded((module) => told.push(module))
    expect([load.mock.calls.length, told]).toEqual([1, [reader, reader]])
  })

  test.each([
    [
      'throws at once',
      () => {
        throw new TypeError('no script')
      },
    ],
    ['gives nothing', () => Promise.resolve(undefined)],
  ])('that %s has failed', async (_how, load) => {
    const slot = new LateModule<typeof reader>()
    Reflect.apply(slot.use, slot, [load])
    slot.want()
    await turn()
    expect([slot.module, typeof slot.problem]).toEqual([undefined, 'string'])
    slot.use(reader)
    expect(slot.module).toBe(reader)
  })

  test('is told without what an address may hold', async () => {
    const slot = new LateModule<typeof reader>()
    slot.use(() => Promise.reject(new TypeError('Failed to fetch https://cdn.example/reader.js?signature=planted-secret')))
    slot.want()
    await turn()
    expect(slot.problem).toBe('TypeError: Failed to fetch https://cdn.example/reader.js')
  })

  test('that hangs holds a flush for so long and no longer', async () => {
    page.pending.want(new LateModule<object>(() => new Promise(() => {})))
    await expect(page.pending.settled(50)).resolves.toBeUndefined()
  })

  test('that fails is tried again, told, and forgotten when it succeeds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const slot = new LateModule<typeof reader>()
    let failures = 2
    slot.use(() => (failures-- > 0 ? Promise.reject(new TypeError('offline')) : Promise.resolve(reader)))
    slot.want()
    await turn()
    expect([slot.problem, slot.module]).toEqual(['TypeError: offline', undefined])
    expect(await slot.loaded()).toBe(false)
    vi.advanceTimersByTime(RETRY_MS[0] ?? 0)
    await turn()
    expect(slot.problem).toBe('TypeError: offline')
    vi.advanceTimersByTime(RETRY_MS[1] ?? 0)
    await turn()
    expect([slot.problem, slot.module]).toEqual([undefined, reader])
  })
})
