/** Spans of every recorded exchange, each in several ways: as it came, as one text, with its request unread, left, broken off, refused, never answered. */
import type { BodyObserver, Exchange } from '../../sdk/capture/exchange.ts'
import { mcpSequences } from '../wire/mcp-recordings.ts'
import { recordings, type Recording } from '../wire/recordings.ts'
import { collected, jsonTexts, sink, snapshot } from './collect.ts'
import type { CheckedSpan, Wire } from './span.ts'

interface Call {
  readonly observer: BodyObserver | undefined
  readonly body: Uint8Array
  readonly controller: AbortController
}

type Way = (call: Call) => void

/** How a call goes that brings the whole answer. */
const WHOLE: { readonly [way: string]: Way } = {
  'as it came': ({ observer, body }) => {
    for (const piece of inPieces(body)) observer?.chunk(piece)
    observer?.end()
  },
  'as one text': ({ observer, body }) => {
    if (observer?.whole !== undefined) observer.whole({ text: new TextDecoder().decode(body) })
    else observer?.chunk(body)
    observer?.end()
  },
}

/** How a call goes that brings half of it. */
const CUT: { readonly [way: string]: Way } = {
  left: ({ observer, body }) => {
    observer?.chunk(body.slice(0, body.length / 2))
    observer?.cancel(undefined)
  },
  'broken off': ({ observer, body }) => {
    observer?.chunk(body.slice(0, body.length / 2))
    observer?.error(new TypeError('network error'))
  },
  aborted: ({ observer, body, controller }) => {
    observer?.chunk(body.slice(0, body.length / 2))
    controller.abort()
    observer?.error(controller.signal.reason)
  },
}

function* inPieces(body: Uint8Array, size = 400): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.slice(at, at + size)
}

/** @throws where a call has no span, or more than one */
export function recordedSpans(): readonly CheckedSpan[] {
  const cuts = Object.entries(CUT)
  return recordings().flatMap((recording, index) => {
    const answer = jsonTexts(recording.body())
    return [
      ...Object.entries(WHOLE).map(([way, go]) => played(recording, way, go, answer)),
      // Each of them of every third recording: they differ in how they end alone.
      ...cuts.filter((_, at) => at === index % cuts.length).map(([way, go]) => played(recording, way, go, [])),
      ...(index % 2 === 0 ? refused(recording) : unanswered(recording)),
      ...unread(recording, answer),
    ]
  })
}

const textOf = ({ request: { body } }: Recording): string | undefined =>
  body === null || body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)

function open(recording: Recording, body: string | undefined, signal?: AbortSignal): Exchange {
  const exchange = sink(snapshot({ ...recording.request, body, ...(signal && { signal }) }))
  if (exchange === undefined) throw new Error(`${recording.name}: the request is nobody's`)
  return exchange
}

function played(recording: Recording, way: string, go: Way, answer: readonly unknown[]): CheckedSpan {
  const body = textOf(recording)
  const controller = new AbortController()
  const { status } = recording.expected
  const exchange = open(recording, body, controller.signal)
  go({ observer: exchange.response(status, headersOf(recording)) ?? undefined, body: recording.body(), controller })
  return one(`${recording.name} ${way}`, wireOf(recording, body, status, answer))
}

function headersOf({ contentType, header }: Recording): Headers {
  const headers = new Headers({ 'content-type': contentType })
  for (const name of ['x-vercel-ai-ui-message-stream', 'x-vercel-ai-data-stream']) {
    const value = header(name)
    if (value !== null) headers.set(name, value)
  }
  return headers
}

function wireOf({ request }: Recording, body: string | undefined, status: number, answer: readonly unknown[]): Wire {
  return { url: new URL(request.url), ...(body === undefined ? {} : { request: JSON.parse(body) }), answer, status }
}

function one(name: string, wire: Wire): CheckedSpan {
  const [span, ...more] = collected(name, wire)
  if (span === undefined || more.length > 0) throw new Error(`${name}: ${more.length + Number(span !== undefined)} spans`)
  return span
}

function refused(recording: Recording): readonly CheckedSpan[] {
  const body = textOf(recording)
  const refusal = open(recording, body).response(503, new Headers({ 'content-type': 'text/plain' }))
  // An application's own route that fails tells nobody that it was one.
  if (refusal === undefined) return []
  refusal.chunk(new TextEncoder().encode('overloaded'))
  refusal.end()
  return [one(`${recording.name} refused`, wireOf(recording, body, 503, []))]
}

function unanswered(recording: Recording): readonly CheckedSpan[] {
  const body = textOf(recording)
  open(recording, body).failed(new TypeError('Failed to fetch'))
  return collected(`${recording.name} unanswered`, wireOf(recording, body, 0, []))
}

/** Only where the address alone tells whose the call is. */
function unread(recording: Recording, answer: readonly unknown[]): readonly CheckedSpan[] {
  const came = WHOLE['as it came']
  if (came === undefined || textOf(recording) === undefined || !isKnownUnread(recording)) return []
  return [playedUnread(recording, came, answer)]
}

function isKnownUnread(recording: Recording): boolean {
  sink(snapshot({ ...recording.request, body: undefined }))?.failed(new TypeError('Failed to fetch'))
  return collected(recording.name).length > 0
}

function playedUnread(recording: Recording, came: Way, answer: readonly unknown[]): CheckedSpan {
  const { status } = recording.expected
  const exchange = open(recording, undefined)
  came({
    observer: exchange.response(status, headersOf(recording)) ?? undefined,
    body: recording.body(),
    controller: new AbortController(),
  })
  return one(`${recording.name} unread`, wireOf(recording, undefined, status, answer))
}

export function recordedMcpSpans(): readonly CheckedSpan[] {
  return mcpSequences().flatMap(({ name, exchanges }) => {
    for (const { request: asked, response, body } of exchanges) {
      const { method, url, headers, body: sent } = asked
      const text = sent === undefined || sent === null ? undefined : typeof sent === 'string' ? sent : JSON.stringify(sent)
      const observer = sink(snapshot({ method, url, headers, body: text }))?.response(response.status, new Headers(response.headers))
      for (const piece of inPieces(body)) observer?.chunk(piece)
      observer?.end()
    }
    return collected(name)
  })
}
