/** What a call's request and answer were on the wire, as a panel is given them; and how much of it a page keeps. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { BodyObserver, RequestSnapshot } from '../../../sdk/capture/exchange.ts'
import { useRedactors } from '../../../sdk/content/given-content.ts'
import { findRaw } from '../../../sdk/export/raw-payloads.ts'
import { liveOf } from '../../support/live-of.ts'
import { bytes, chat, event, exporter, only, open, page, request, sink } from '../span/attempts.ts'

const KEY = 'Pl4nted77Zq'

beforeEach(() => {
  exporter.reset()
  page.shelf.clear()
  page.shelf.setLimits()
})

const raw = (field: 'request' | 'response', spanId = only().spanContext().spanId): unknown =>
  findRaw(liveOf(page), `${spanId}/raw.${field}`)

function withHeaders(snapshot: RequestSnapshot, headers: Record<string, string>): RequestSnapshot {
  return { ...snapshot, header: (name) => headers[name] ?? null, headerNames: () => Object.keys(headers) }
}

function ended(pieces: readonly Uint8Array[], snapshot?: RequestSnapshot): BodyObserver {
  const { observer } = open(snapshot)
  for (const piece of pieces) observer.chunk(piece)
  observer.end()
  return observer
}

describe('the request', () => {
  test('has method, address, harmless headers and the body as it was sent, and says where the key stood', () => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', cookie: `a=${KEY}`, 'x-acme': KEY, accept: '*/*' }
    ended([], withHeaders(request(chat, `https://api.openai.com/v1/chat/completions?key=${KEY}&v=2`), headers))
    expect(raw('request')).toEqual({
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions?key=[credential]&v=2',
      headers: { 'content-type': 'application/json', accept: '*/*' },
      keys: ['authorization: Bearer', 'cookie'],
      body: JSON.stringify(chat),
    })
  })

  test('has no credential in its body: by name, by form, or as the headers carry it', () => {
    const body = { ...chat, api_key: 'short', note: KEY, messages: [{ role: 'user', content: 'my key is sk-abcdefghijkl0123456789' }] }
    ended([], withHeaders(request(body), { 'x-api-key': KEY }))
    expect(raw('request')).toMatchObject({
      body: JSON.stringify({
        ...chat,
        messages: [{ role: 'user', content: 'my key is [credential]' }],
        api_key: '[credential]',
        note: '[credential]',
      }),
    })
  })

  test('whose body was not read says why', () => {
    ended([], { ...request(chat), unread: 'stream' })
    expect(raw('request')).not.toHaveProperty('withoutBody')
    exporter.reset()
    page.shelf.setLimits({ bytes: 1_000_000 })
    ended([], request({ ...chat, user: 'x'.repeat(300_000) }))
    expect(raw('request')).toMatchObject({ withoutBody: 'not_kept', bodySize: 300_088 })
  })
})

describe('the answer', () => {
  test('has its chunks as they came, each with its time and its bytes', () => {
    const { observer } = open()
    const began = performance.now()
    observer.chunk(event('Grü').subarray(0, 20), began + 10)
    observer.chunk(event('Grü').subarray(20), began + 20)
    observer.chunk(bytes('data: [DONE]\n\n'), began + 35)
    const text = new TextDecoder().decode(event('Grü'))
    const { times, ...answer } = Object(raw('response'))
    expect(answer).toEqual({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      form: 'chunks',
      text: `${text}data: [DONE]\n\n`,
      ends: [20, text.length, text.length + 14],
      sizes: [20, event('Grü').length - 20, 14],
    })
    expect([times[1] - times[0], times[2] - times[1]].map(Math.round)).toEqual([10, 15])
  })

  test('is there while it streams', () => {
    const { observer } = open()
    observer.chunk(event('a'))
    const [entry] = liveOf(page)
      .ring.read(0, 10)
      .entries.flatMap((each) => ('span' in each ? [each.span] : []))
    expect(raw('response', entry?.spanId)).toMatchObject({ text: new TextDecoder().decode(event('a')) })
    observer.end()
  })

  test('has no credential that is cut by the end of a chunk', () => {
    const piece = event(`it is ${KEY}, I think`)
    const at = new TextDecoder().decode(piece).indexOf(KEY) + 4
    ended([piece.subarray(0, at), piece.subarray(at)], withHeaders(request(chat), { 'x-api-key': KEY }))
    const answer = Object(raw('response'))
    expect(answer.text).toContain('it is [credential], I think')
    expect(answer.ends).toEqual([at, answer.text.length])
  })

  test('shows of arguments that come in pieces nothing after the name of a credential', () => {
    const piece = (part: string) =>
      bytes(
        `data: ${JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, function: { name: 'f', arguments: part } }] } }] })}\n\n`,
      )
    ended(['{"user":"ann","pass', 'word', '":"Pl4n', 'ted77', 'Zq","x":"Pl4nted77Zq"}'].map(piece))
    const { text } = Object(raw('response'))
    expect(text).toContain('ann')
    expect(text).not.toMatch(/Pl4n|ted77|Zq/)
    expect(text.match(/\[credential\]/g)).toHaveLength(1)
  })

  test('that came as a value is written again', () => {
    const { exchange } = { exchange: sink(request({ ...chat, stream: false })) }
    const observer = exchange?.response(200, new Headers({ 'content-type': 'application/json' }))
    observer?.whole?.({ json: { id: 'c1', choices: [], token: KEY } })
    observer?.end()
    expect(raw('response')).toMatchObject({ form: 'json', text: '{"id":"c1","choices":[],"token":"[credential]"}' })
  })
})

describe('a page', () => {
  test('with redactors, or whose panel sees no content, gives none and says why', () => {
    const stop = useRedactors((part) => part)
    ended([event('a')])
    expect(raw('request')).toEqual({ withheld: 'redact' })
    stop()
    expect(raw('request')).toBeNull()
    exporter.reset()
    ended([event('a')])
    page.shelf.audience.panelContent = false
    expect(raw('response')).toEqual({ withheld: 'panel_content' })
    page.shelf.audience.panelContent = true
    expect(raw('response')).toMatchObject({ status: 200 })
  })

  test('gives up the oldest first, and tells what of one answer it did not keep', () => {
    page.shelf.setLimits({ bytes: 100_000 })
    for (let call = 0; call < 8; call++) ended([event('x'.repeat(15_000))])
    const all = exporter.getFinishedSpans().map((span) => raw('response', span.spanContext().spanId) !== null)
    expect(all.at(-1)).toBe(true)
    expect(all[0]).toBe(false)
    expect(liveOf(page).ring.raw.bytes).toBeLessThanOrEqual(100_000)
    exporter.reset()
    ended([event('a'), event('x'.repeat(60_000))])
    expect(raw('response')).toMatchObject({ text: new TextDecoder().decode(event('a')), dropped: event('x'.repeat(60_000)).length })
  })

  test('has none of a call whose span it has given up', () => {
    page.shelf.setLimits({ spans: 1 })
    ended([event('a')])
    const first = only().spanContext().spanId
    exporter.reset()
    ended([event('b')])
    expect([raw('response', first), raw('response')]).toEqual([null, expect.objectContaining({ status: 200 })])
    liveOf(page).ring.clear()
    expect([raw('response'), liveOf(page).ring.raw.bytes]).toEqual([null, 0])
  })
})
