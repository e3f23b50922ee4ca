/** One question in every form that a request's body has, over a real connection: the span says the same of each, and the server gets what it got before. */
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestSnapshot } from '../../sdk/capture/exchange.ts'
import { captureFetch } from '../../sdk/capture/fetch.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { getPage } from '../../sdk/page.ts'
import { contentOf } from '../../sdk/content/span-content.ts'
import { releaseAll } from '../../sdk/hold/waiting.ts'
import { until } from '../support/until.ts'
import { wholeSink } from '../support/whole-sdk.ts'
import { useLoopback } from '../support/loopback.ts'

const ASKED = { model: 'owl-1', stream: true, temperature: 0.25, max_tokens: 40, messages: [{ role: 'user', content: 'Where? ü' }] }
const TEXT = JSON.stringify(ASKED)
const bytes = new TextEncoder().encode(TEXT)
const ANSWER = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'owl-1', choices: [{ index: 0, delta: { content: 'There' }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
const page = getPage()
const counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
const sink = wholeSink({ page, tracer: () => provider.getTracer('@genai-devtools/web'), contentOnSpan: false, counts })

const got: string[] = []
let undo = (): void => undefined

let chat: string
const server = useLoopback((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (piece: string) => void (body += piece))
  request.on('end', () => {
    got.push(body)
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(ANSWER)
  })
})
beforeAll(() => {
  chat = `${server.origin}/v1/chat/completions`
})
beforeEach(() => {
  exporter.reset()
  got.length = 0
  undo = captureFetch(sink)
})
afterEach(() => undo())

async function spanOf(ask: () => Promise<Response>): Promise<ReadableSpan> {
  await (await ask()).text()
  return until('the span', () => {
    releaseAll()
    const [span, ...more] = exporter.getFinishedSpans()
    if (more.length > 0) throw new Error('more than one span')
    return span
  })
}

const post = (body: BodyInit): RequestInit => ({ method: 'POST', body })
const request = (body: BodyInit = TEXT): Request => new Request(chat, post(body))

describe('the span says what was asked', () => {
  test.for<[string, () => Promise<Response>]>([
    ['a string', () => fetch(chat, post(TEXT))],
    ['bytes', () => fetch(chat, post(bytes))],
    ['a buffer', () => fetch(chat, post(bytes.slice().buffer))],
    ['a DataView', () => fetch(chat, post(new DataView(bytes.slice().buffer)))],
    ['a Blob', () => fetch(chat, post(new Blob([TEXT], { type: 'application/json' })))],
    ['a Blob without a type', () => fetch(chat, post(new Blob([TEXT])))],
    ['a File', () => fetch(chat, post(new File([bytes], 'ask.json', { type: 'text/plain' })))],
    ['a Request', () => fetch(request())],
    ['a Request and an init, as openapi-fetch', () => fetch(request(), { headers: { 'x-a': 'b' } })],
    ['a clone of a Request, as ky', () => fetch(request().clone())],
    ['a Request made of a Request', () => fetch(new Request(request(), { headers: { 'x-a': 'b' } }))],
    ['a Request of bytes', () => fetch(request(bytes))],
    ['a Request of a Blob', () => fetch(request(new Blob([TEXT], { type: 'application/json' })))],
    [
      'a Request of a class of the page’s',
      () => {
        class Own extends Request {}
        return fetch(new Own(chat, post(TEXT)))
      },
    ],
  ])('%s', async ([, ask]) => {
    const span = await spanOf(ask)
    expect(got).toEqual([TEXT])
    expect(span.name).toBe('chat owl-1')
    expect(span.attributes).toMatchObject({
      'gen_ai.request.model': 'owl-1',
      'gen_ai.request.stream': true,
      'gen_ai.request.temperature': 0.25,
      'gen_ai.request.max_tokens': 40,
      'genai_devtools.end': 'completed',
    })
    expect(span.attributes['genai_devtools.request.body']).toBeUndefined()
    expect(contentOf(span)).toMatchObject({
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Where? ü' }] }],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'There' }] }],
    })
    expect(page.open.size).toBe(0)
  })

  test.for<[string, () => FormData | URLSearchParams]>([
    ['a form', () => new FormData()],
    ['an encoded form', () => new URLSearchParams()],
  ])('%s', async ([, make]) => {
    const form = make()
    for (const [name, value] of Object.entries(ASKED)) form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    const span = await spanOf(() => fetch(chat, post(form)))
    expect(span.attributes).toMatchObject({
      'gen_ai.request.model': 'owl-1',
      'gen_ai.request.temperature': 0.25,
      'gen_ai.request.stream': true,
    })
    expect(contentOf(span)).toMatchObject({ inputMessages: [{ role: 'user', parts: [{ content: 'Where? ü' }] }] })
  })
})

describe('or that it was not read', () => {
  const stream = (): RequestInit => Object.assign(post(new Blob([TEXT]).stream()), { duplex: 'half' })
  test.for<[string, () => Promise<Response>, string]>([
    ['a stream', () => fetch(chat, stream()), 'stream'],
    ['a Request of a stream', () => fetch(new Request(chat, stream())), 'stream'],
    ['compressed bytes', () => fetch(chat, post(new Uint8Array([0x1f, 0x8b, 8]))), 'not_text'],
    ['a Blob of another type', () => fetch(chat, post(new Blob([TEXT], { type: 'application/gzip' }))), 'not_text'],
    [
      'a Request made before capture',
      () => {
        undo()
        const early = request()
        undo = captureFetch(sink)
        return fetch(early)
      },
      'unknown',
    ],
  ])('%s', async ([, ask, reason]) => {
    const span = await spanOf(ask)
    expect(got).toHaveLength(1)
    expect(span.name).toBe('chat')
    expect(span.attributes).toMatchObject({ 'genai_devtools.request.body': 'not_read', 'genai_devtools.request.body_reason': reason })
    expect(Object.keys(span.attributes).filter((name) => name.startsWith('gen_ai.request.') && name !== 'gen_ai.request.stream')).toEqual(
      [],
    )
  })

  test('no word of it where there was no body', async () => {
    const span = await spanOf(() => fetch(chat, { method: 'POST' }))
    expect(span.attributes['genai_devtools.request.body']).toBeUndefined()
  })
})

describe('a Blob that is read while the call goes on', () => {
  const snapshot = (read: () => Promise<unknown>): RequestSnapshot => ({
    method: 'POST',
    url: new URL(chat),
    header: () => null,
    body: undefined,
    blob: { size: TEXT.length, type: '', read },
    signal: undefined,
  })
  const stream = new Headers({ 'content-type': 'text/event-stream' })

  test('waits with all that came before its text', async () => {
    let come = (_text: string): void => undefined
    const exchange = sink(snapshot(() => new Promise((resolve) => (come = resolve))))
    const observer = exchange?.response(200, stream)
    for (const byte of new TextEncoder().encode(ANSWER)) observer?.chunk(new Uint8Array([byte]))
    observer?.end()
    expect(exporter.getFinishedSpans()).toEqual([])
    come(TEXT)
    const span = await until('the span', () => exporter.getFinishedSpans()[0])
    expect(exporter.getFinishedSpans()).toHaveLength(1)
    expect(contentOf(span)).toMatchObject({ outputMessages: [{ parts: [{ content: 'There' }] }] })
    expect(page.open.size).toBe(0)
  })

  test.for<[string, () => Promise<unknown>, string]>([
    ['cannot be read', () => Promise.reject(new Error('gone')), 'unreadable'],
    ['is no text after all', () => Promise.resolve(7), 'unreadable'],
  ])('%s', async ([, read, reason]) => {
    const exchange = sink(snapshot(read))
    const observer = exchange?.response(200, stream)
    observer?.chunk(new TextEncoder().encode(ANSWER))
    observer?.end()
    const span = await until('the span', () => exporter.getFinishedSpans()[0])
    expect(span.attributes['genai_devtools.request.body_reason']).toBe(reason)
  })

  test('ends with the page', () => {
    const exchange = sink(snapshot(() => new Promise(() => undefined)))
    exchange?.response(200, stream)
    for (const call of page.open) call.abandon('page_hidden')
    const [span] = exporter.getFinishedSpans()
    expect(span?.attributes).toMatchObject({ 'genai_devtools.end': 'page_hidden', 'genai_devtools.request.body_reason': 'not_in_time' })
  })

  test('is let go where it asks no model', async () => {
    const exchange = sink({ ...snapshot(() => Promise.resolve('{"rows":[]}')), url: new URL('/rows', chat) })
    const observer = exchange?.response(200, new Headers({ 'content-type': 'image/png' }))
    await until('the text', () => page.open.size === 0)
    expect(observer?.chunk(new Uint8Array([1]))).toBe(false)
    observer?.end()
    expect(exporter.getFinishedSpans()).toEqual([])
  })
})
