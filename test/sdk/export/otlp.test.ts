/** What becomes of spans on their way to a collector, and how it is told: real requests to a server on loopback that answers as collectors do. */
import { diag, type DiagLogger, TraceFlags, type SpanContext } from '@opentelemetry/api'
import { WebTracerProvider } from '@opentelemetry/sdk-trace-web'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { LazyProcessor, MAX_WAITING_SPANS } from '../../../sdk/export/lazy-processor.ts'
import { ExportLedger, exportStatus } from '../../../sdk/export/ledger.ts'
import { readAnswer, unreachable } from '../../../sdk/export/otlp-answer.ts'
import { createOtlpProcessor, MAX_QUEUED_SPANS } from '../../../sdk/export/otlp-processor.ts'
import type { SpanProcessor } from '../../../sdk/export/span-processor.ts'
import { otlpProcessor } from '../../../sdk/otlp.ts'
import { readOtlp } from '../../../sdk/otlp-options.ts'
import type { OtlpOptions } from '../../../sdk/options.ts'
import { isCollector } from '../../../sdk/page-wide.ts'
import { startOtlpServer, type OtlpServer } from '../../support/otlp-server.ts'

let server: OtlpServer | undefined
const warn = vi.fn<DiagLogger['warn']>()
const error = vi.fn<DiagLogger['error']>()
const silent = (): void => {}

afterEach(async () => {
  await server?.close()
  server = undefined
  diag.disable()
  vi.clearAllMocks()
})

interface Answer {
  readonly status?: number
  readonly type?: string
  readonly body?: string | Uint8Array
  readonly headers?: { readonly [name: string]: string }
}

async function serve(...answers: readonly Answer[]): Promise<OtlpServer> {
  server = await startOtlpServer((response, _received, count) => {
    const { status = 200, type, body = '', headers = {} } = answers[Math.min(count, answers.length) - 1] ?? {}
    response.writeHead(status, { ...headers, ...(type !== undefined && { 'content-type': type }) }).end(body)
  })
  return server
}

/** Ends `spans` spans on a provider with the processor, and waits until the exporter has done with them. */
async function end(spans: number, processor: SpanProcessor): Promise<void> {
  const provider = new WebTracerProvider({ spanProcessors: [processor] })
  for (let at = 0; at < spans; at++) provider.getTracer('test').startSpan(`span ${at}`).end()
  await processor.forceFlush()
}

async function run(options: Partial<OtlpOptions>, spans: number, ...answers: readonly Answer[]) {
  diag.setLogger({ warn, error, info: silent, debug: silent, verbose: silent })
  const { url } = await serve(...answers)
  const ledger = new ExportLedger()
  await end(spans, createOtlpProcessor({ url, ...options }, ledger))
  return ledger.status()
}

const JSON_TYPE = 'application/json'
const PROTOBUF_TYPE = 'application/x-protobuf'
/** ExportTraceServiceResponse { partial_success { rejected_spans: 2, error_message: 'too old' } } */
const PARTIAL = Uint8Array.from([0x0a, 11, 0x08, 2, 0x12, 7, ...new TextEncoder().encode('too old')])
/** google.rpc.Status { code: 3, message: 'no such tenant' } */
const STATUS = Uint8Array.from([0x08, 3, 0x12, 14, ...new TextEncoder().encode('no such tenant')])

describe('a collector that takes', () => {
  test.each<[string, Answer, { lost: number; says?: string }]>([
    ['all, and says {}', { type: JSON_TYPE, body: '{}' }, { lost: 0 }],
    ['all, and says nothing', {}, { lost: 0 }],
    ['all, with status 202', { status: 202, type: JSON_TYPE, body: '{"partialSuccess":{}}' }, { lost: 0 }],
    ['all, in protobuf', { type: PROTOBUF_TYPE }, { lost: 0 }],
    ['a part', { type: JSON_TYPE, body: '{"partialSuccess":{"rejectedSpans":2,"errorMessage":"too old"}}' }, { lost: 2, says: 'too old' }],
    [
      'a part, as 64-bit integers are written',
      { type: JSON_TYPE, body: '{"partialSuccess":{"rejectedSpans":"1"}}' },
      { lost: 1, says: 'rejected' },
    ],
    [
      'a part, by the names of the .proto',
      { type: JSON_TYPE, body: '{"partial_success":{"rejected_spans":"3","error_message":"no"}}' },
      { lost: 3, says: 'no' },
    ],
    ['none, and counts wrongly', { type: JSON_TYPE, body: '{"partialSuccess":{"rejectedSpans":900}}' }, { lost: 3, says: 'rejected' }],
    [
      'all, with a warning',
      { type: JSON_TYPE, body: '{"partialSuccess":{"rejectedSpans":0,"errorMessage":"use /v2"}}' },
      { lost: 0, says: 'use /v2' },
    ],
    ['who knows, with a page', { type: 'text/html', body: '<!doctype html><p>Sign in' }, { lost: 0, says: 'answers with a page' }],
    ['all, with an answer that is none', { type: JSON_TYPE, body: '{"partialSucc' }, { lost: 0 }],
  ])('%s', async (_name, answer, { lost, says }) => {
    const status = await run({}, 3, answer)
    expect(status).toMatchObject({ sent: 3 - lost, waiting: 0, lost })
    expect(status.problems).toEqual(says === undefined ? [] : [expect.stringContaining(says)])
  })

  test('a part of what came as protobuf', async () => {
    const status = await run({ protocol: 'http/protobuf' }, 5, { type: PROTOBUF_TYPE, body: PARTIAL })
    expect(status).toMatchObject({ sent: 3, lost: 2, problems: [expect.stringContaining('too old')] })
    const [received] = server?.received ?? []
    expect([received?.headers['content-type'], received?.body[0]]).toEqual([PROTOBUF_TYPE, 0x0a])
    expect(received?.body.includes('span 4')).toBe(true)
  })
})

describe('a collector that answers', () => {
  test.each<[number, Answer, readonly string[]]>([
    [400, { type: PROTOBUF_TYPE, body: STATUS }, ['HTTP 400 (no such tenant)']],
    [401, { type: JSON_TYPE, body: '{"code":16,"message":"invalid token"}' }, ['HTTP 401 (invalid token)', 'otlp.headers']],
    [403, { type: 'text/plain', body: 'Forbidden for this project\n' }, ['HTTP 403 (Forbidden for this project)']],
    [
      404,
      { type: 'text/html', body: '<html><head><title>404</title><style>p{}</style></head><p>Not <b>found</b></p></html>' },
      ['HTTP 404 (Not found)', '/v1/traces'],
    ],
    [405, {}, ['HTTP 405.']],
    [413, { type: JSON_TYPE, body: '{"error":{"message":"request entity too large"}}' }, ['HTTP 413 (request entity too large)', 'larger']],
    [
      415,
      { type: 'text/plain', body: 'Unsupported content type: application/json' },
      ['HTTP 415 (Unsupported', "otlp.protocol to 'http/protobuf'"],
    ],
    [422, { type: JSON_TYPE, body: '{"detail":[{"loc":["body"],"msg":"bad"}]}' }, ['HTTP 422', '"bad"']],
    [500, { type: JSON_TYPE, body: '"boom"' }, ['HTTP 500 (boom)']],
    [501, { type: 'text/plain', body: 'x'.repeat(100_000) }, ['HTTP 501', 'characters cut']],
    [503, { headers: { 'retry-after': '60' }, type: 'text/plain', body: 'overloaded' }, ['HTTP 503 (overloaded)']],
  ])('%d loses the spans, and is told once in its own words', async (status, answer, says) => {
    const result = await run({}, 3, { status, ...answer })
    expect(result).toMatchObject({ sent: 0, waiting: 0, lost: 3 })
    expect(result.problems).toHaveLength(1)
    for (const words of says) expect(result.problems[0]).toContain(words)
    expect(result.problems[0]?.length).toBeLessThan(600)
    expect(warn.mock.calls).toEqual([[expect.stringContaining(result.problems[0] ?? '-')]])
    expect(error).not.toHaveBeenCalled()
  })

  test('415 to protobuf says to leave it', async () => {
    const { problems } = await run({ protocol: 'http/protobuf' }, 1, { status: 415 })
    expect(problems).toEqual([expect.stringContaining('leave otlp.protocol out')])
  })

  test('one thing to many batches is told once, and another beside it', async () => {
    const status = await run({}, 512 * 3 + 10, { status: 401 }, { status: 401 }, { status: 500 })
    expect(status).toMatchObject({ sent: 0, lost: 512 * 3 + 10 })
    expect(status.problems).toEqual([expect.stringContaining('HTTP 401'), expect.stringContaining('HTTP 500')])
    expect(warn).toHaveBeenCalledTimes(2)
  })

  test('429 at first is told, and loses nothing', async () => {
    const status = await run({}, 2, { status: 429, headers: { 'retry-after': '0' } }, { type: JSON_TYPE, body: '{}' })
    expect(status).toMatchObject({ sent: 2, waiting: 0, lost: 0, problems: [expect.stringContaining('HTTP 429')] })
    expect(server?.received).toHaveLength(2)
  })
})

test.each([
  ['a header', { headers: { 'x-tenant-pass': 'hunter2-hunter2' } }, 'you sent hunter2-hunter2'],
  ['a bearer token', { headers: { authorization: 'Bearer abcdef0123456789' } }, 'bad token abcdef0123456789'],
  ['a key by its form', {}, 'no access with sk-abc123def456ghi789'],
])('the words of the collector are free of credentials: %s', async (_name, options, body) => {
  const { problems } = await run(options, 1, { status: 401, type: 'text/plain', body })
  expect(problems.join()).not.toMatch(/hunter2|abcdef0123|abc123/)
  expect(problems.join()).toContain('[credential]')
})

test.each(['refuses the connection', 'hangs up'])('a collector that %s is told with the reason', async (how) => {
  const { url, close } = await startOtlpServer((response) => response.destroy())
  if (how === 'refuses the connection') await close()
  const ledger = new ExportLedger()
  await end(2, createOtlpProcessor({ url }, ledger))
  expect(ledger.status()).toMatchObject({
    sent: 0,
    waiting: 0,
    lost: 2,
    problems: [expect.stringMatching(/cannot be reached \(.*\).*CORS/)],
  })
  if (how === 'hangs up') await close()
})

test('what no server can show: no answer in time, a network error of a browser, dates', () => {
  const options = readOtlp({ url: 'https://user:secret-word@otlp.test/v1/traces?key=abcdefgh' })
  const late = unreachable(options, new DOMException('no answer in time', 'TimeoutError'), 4)
  expect(late).toMatchObject({ lost: 4, problem: { kind: 'timeout' } })
  expect(late.again).toBeUndefined()
  expect(unreachable(options, new TypeError('Failed to fetch'), 4)).toMatchObject({ lost: 4, again: {} })
  const busy = { status: 503, contentType: '', bytes: new Uint8Array(), retryAfter: new Date(Date.now() + 3_000).toUTCString() }
  const { again, problem } = readAnswer(options, busy, 1, () => undefined)
  expect(again?.afterMs).toBeGreaterThan(1_000)
  expect(problem?.words).not.toMatch(/secret-word|abcdefgh/)
})

describe('spans that were never sent', () => {
  test('for the queue was full are counted', async () => {
    const spans = MAX_QUEUED_SPANS + 600
    const { url, received } = await serve({})
    const ledger = new ExportLedger()
    // All in one turn: only the first batch has left the queue.
    const done = end(spans, createOtlpProcessor({ url }, ledger))
    const { lost, waiting, problems } = ledger.status()
    expect([lost > 0, lost + waiting]).toEqual([true, spans])
    expect(problems).toEqual([expect.stringContaining(String(MAX_QUEUED_SPANS))])
    await done
    expect(ledger.status()).toMatchObject({ sent: spans - lost, waiting: 0, lost })
    const arrived = received.flatMap(({ body }) => JSON.parse(body.toString()).resourceSpans[0].scopeSpans[0].spans)
    expect(arrived).toHaveLength(spans - lost)
  })

  test('for the code did not load are counted, and the reason is told', async () => {
    const ledger = new ExportLedger()
    const processor = new LazyProcessor(() => Promise.reject(new Error('chunk 404')), ledger)
    const ended = end(3, processor)
    expect(ledger.status()).toMatchObject({ waiting: 3, lost: 0 })
    await ended
    await end(2, processor)
    expect(ledger.status()).toEqual({ sent: 0, waiting: 0, lost: 5, problems: [expect.stringContaining('chunk 404')] })
  })

  test('for too many ended while the code loaded are counted', async () => {
    const { url } = await serve({})
    const ledger = new ExportLedger()
    const processor = new LazyProcessor(() => Promise.resolve(createOtlpProcessor({ url }, ledger)), ledger)
    await end(MAX_WAITING_SPANS + 7, processor)
    expect(ledger.status()).toMatchObject({ sent: MAX_WAITING_SPANS, waiting: 0, lost: 7 })
  })

  test('for they were not sampled are no losses', () => {
    const ledger = new ExportLedger()
    const spanContext = (): SpanContext => ({ traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: TraceFlags.NONE })
    const unsampled = Object.assign(new WebTracerProvider().getTracer('t').startSpan('s'), { spanContext })
    if (!('attributes' in unsampled)) throw new Error('no readable span')
    for (const processor of [
      createOtlpProcessor({ url: 'http://127.0.0.1:1/v1/traces' }, ledger),
      new LazyProcessor(() => new Promise(() => {}), ledger),
    ]) {
      Reflect.apply(processor.onEnd, processor, [unsampled])
    }
    expect(ledger.status()).toEqual({ sent: 0, waiting: 0, lost: 0, problems: [] })
  })
})

test("an exporter on the application's own provider is counted while it is there", async () => {
  const { url } = await serve({ status: 401 })
  const processor = otlpProcessor({ url })
  await end(2, processor)
  expect(exportStatus(undefined)).toMatchObject({ sent: 0, lost: 2, problems: [expect.stringContaining('HTTP 401')] })
  expect(isCollector(new URL(`${url}?tenant=1`))).toBe(true)
  await processor.shutdown()
  expect(exportStatus(undefined)).toEqual({ sent: 0, waiting: 0, lost: 0, problems: [] })
  expect(isCollector(new URL(url))).toBe(false)
})

test.each([
  [{ url: '/v1/traces' }, 'absolute URL'],
  [{ url: 'ws://localhost/v1/traces' }, 'http(s) URL'],
  [{ url: 'http://localhost:4317', protocol: 'grpc' }, "'http/json' or 'http/protobuf'"],
])('%j is refused with a word on how to put it right', (options, words) => {
  // As an application without types gives it.
  expect(() => Reflect.apply(otlpProcessor, undefined, [options])).toThrow(words)
})
