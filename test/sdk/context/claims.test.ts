import { SpanKind, type Attributes } from '@opentelemetry/api'
import { WebTracerProvider, type Span, type SpanProcessor } from '@opentelemetry/sdk-trace-web'
import { beforeEach, describe, expect, test } from 'vitest'
import { createClaims, MAX_OPEN_SPANS, OWN_SCOPE, type ClaimRequest, type Claims } from '../../../sdk/context/claims.ts'

const ATTEMPTS = 'com.anthropic.sdk.typescript'
const URL_OF_CALL = new URL('https://api.example.com/v1/messages')

let claims: Claims<Span>
let provider: WebTracerProvider
let started: Span[]

beforeEach(() => {
  claims = createClaims<Span>()
  started = []
  const processor: SpanProcessor = {
    onStart: (span) => {
      started.push(span)
      claims.onStart(span)
    },
    onEnd: (span) => claims.onEnd(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }
  provider = new WebTracerProvider({ spanProcessors: [processor] })
})

/** The SDK's own span object, as processors get it. */
function start(scope: string, over: Attributes = {}, kind = SpanKind.CLIENT): Span {
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'm', ...over }
  provider.getTracer(scope).startSpan('call', { kind, attributes })
  const span = started.at(-1)
  if (!span) throw new Error('no span reached the processor')
  return span
}
const request = (over: Partial<ClaimRequest> = {}): ClaimRequest => ({
  provider: 'anthropic',
  model: 'm',
  url: URL_OF_CALL,
  method: 'POST',
  ...over,
})
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('a client that records its attempts', () => {
  test('claims in the turn of the recording, with twins open', () => {
    const [first, second] = [start(ATTEMPTS), start(ATTEMPTS)]
    second.setAttribute('http.request.method', 'POST')
    expect(claims.claim(request())).toBe(second)
    first.setAttributes({ 'http.request.method': 'POST', 'url.path': '/v1/messages' })
    expect(claims.claim(request())).toBe(first)
    expect(claims.claim(request())).toBeUndefined()
  })

  test('claims once an attempt, and again for each later one', async () => {
    const span = start(ATTEMPTS)
    start(ATTEMPTS)
    for (const attempt of [0, 1, 2]) {
      if (attempt === 0) span.setAttribute('http.request.method', 'POST')
      else span.setAttribute('http.request.resend_count', attempt)
      expect(claims.claim(request())).toBe(span)
      expect(claims.claim(request())).toBeUndefined()
      await turn()
    }
  })

  test('claims nothing before its attempt, nor for another attribute', () => {
    const span = start(ATTEMPTS)
    span.setAttribute('http.response.status_code', 200)
    expect(claims.claim(request())).toBeUndefined()
  })

  test('in the turn, another name of the provider does not matter; another model or method does', () => {
    const span = start(ATTEMPTS, { 'gen_ai.provider.name': 'aws.bedrock' })
    span.setAttribute('http.request.method', 'POST')
    expect(claims.claim(request({ model: 'other' }))).toBeUndefined()
    expect(claims.claim(request({ method: 'GET' }))).toBeUndefined()
    expect(claims.claim(request())).toBe(span)
  })

  test('after the turn only where it is the only one that expects a request', async () => {
    const waiting = start(ATTEMPTS)
    const span = start(ATTEMPTS)
    span.setAttribute('http.request.method', 'POST')
    await turn()
    expect(claims.claim(request())).toBe(span)
    span.setAttribute('http.request.resend_count', 1)
    waiting.setAttribute('http.request.method', 'POST')
    await turn()
    expect(claims.claim(request())).toBeUndefined()
  })

  test('an attempt whose request was never seen does not hide the next one in its turn', async () => {
    const unseen = start(ATTEMPTS)
    unseen.setAttribute('http.request.method', 'POST')
    await turn()
    const span = start(ATTEMPTS)
    span.setAttribute('http.request.method', 'POST')
    expect(claims.claim(request())).toBe(span)
  })
})

describe('a client that records none', () => {
  test('the only open span of that provider and model claims, once', () => {
    const span = start('some.client')
    start('some.client', { 'gen_ai.request.model': 'other' })
    start('some.client', { 'gen_ai.provider.name': 'openai' })
    expect(claims.claim(request())).toBe(span)
    expect(claims.claim(request())).toBeUndefined()
  })

  test('again after an attempt that failed', () => {
    const span = start('some.client')
    expect(claims.claim(request())).toBe(span)
    claims.attemptFailed(span)
    expect(claims.claim(request())).toBe(span)
  })

  test('two candidates: no claim; a request without a model: no claim', () => {
    start('some.client')
    expect(claims.claim({ provider: 'anthropic', url: URL_OF_CALL, method: 'POST' })).toBeUndefined()
    start('some.client')
    expect(claims.claim(request())).toBeUndefined()
  })

  test('another server: no claim', () => {
    const span = start('some.client', { 'server.address': 'api.example.com' })
    expect(claims.claim(request({ url: new URL('https://proxy.example.com/v1/messages') }))).toBeUndefined()
    expect(claims.claim(request())).toBe(span)
  })
})

test('ours, other kinds, other operations and ended spans claim nothing', () => {
  start(OWN_SCOPE)
  start('some.client', {}, SpanKind.INTERNAL)
  start('some.client', { 'gen_ai.operation.name': 'invoke_agent' })
  start('some.client').end()
  const ended = start(ATTEMPTS)
  ended.setAttribute('http.request.method', 'POST')
  ended.end()
  expect(claims.claim(request())).toBeUndefined()
  expect(claims.counts()).toEqual({ open: 0, forgotten: 0 })
})

test('the span is itself again when it has ended, and records as without us', () => {
  const span = start(ATTEMPTS)
  expect(span.setAttribute('http.request.method', 'POST')).toBe(span)
  expect(span.setAttributes({ more: 1 })).toBe(span)
  expect(span.attributes).toMatchObject({ 'http.request.method': 'POST', more: 1 })
  span.end()
  expect(Object.hasOwn(span, 'setAttribute')).toBe(false)
  expect(Object.hasOwn(span, 'setAttributes')).toBe(false)
})

test('the oldest open span is forgotten beyond the cap, and counted', () => {
  const first = start(ATTEMPTS)
  for (let n = 0; n < MAX_OPEN_SPANS; n++) start(ATTEMPTS)
  expect(claims.counts()).toEqual({ open: MAX_OPEN_SPANS, forgotten: 1 })
  first.setAttribute('http.request.method', 'POST')
  expect(claims.claim(request())).toBeUndefined()
})

describe('the span that is active in the call', () => {
  const late = (): Span => {
    const span = start('mistral', { 'gen_ai.operation.name': undefined }, SpanKind.INTERNAL)
    return span.setAttribute('gen_ai.operation.name', 'chat')
  }

  test('claims though it said late what it is, once until the attempt failed', () => {
    const span = late()
    expect(claims.claim(request())).toBeUndefined()
    expect(claims.claim(request({ model: 'other' }), span)).toBeUndefined()
    expect(claims.claim(request(), span)).toBe(span)
    expect(claims.claim(request(), span)).toBeUndefined()
    claims.attemptFailed(span)
    expect(claims.claim(request(), span)).toBe(span)
  })

  test('decides between twins', () => {
    const [first, second] = [start('other'), start('other')]
    expect(claims.claim(request(), second)).toBe(second)
    expect(claims.claim(request(), first)).toBe(first)
  })

  test('is nothing if it is ours, has ended, or is no model call', () => {
    const ended = late()
    ended.end()
    const agent = start('other', { 'gen_ai.operation.name': 'invoke_agent' }, SpanKind.INTERNAL)
    for (const span of [start(OWN_SCOPE), ended, agent]) expect(claims.claim(request(), span)).toBeUndefined()
  })
})
