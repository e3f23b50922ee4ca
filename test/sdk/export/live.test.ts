import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Entry } from '../../../sdk/protocol/records.ts'
import { addContent } from '../../../sdk/content/given-content.ts'
import { wholeLive } from '../../support/whole-sdk.ts'

const tracer = new BasicTracerProvider().getTracer('test', '1')
const text = (value: string, index = 0) => ({ choice: 0, part: 'text', index, text: value }) as const

function spans(entries: readonly Entry[]) {
  return entries.flatMap((entry) => ('span' in entry ? [entry.span] : []))
}
function deltas(entries: readonly Entry[]) {
  return entries.flatMap((entry) => ('delta' in entry ? [entry.delta] : []))
}

describe('live', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  test('a started span is in the ring before it ends, with the resource and scope it names', () => {
    const live = wholeLive()
    const parent = tracer.startSpan('agent')
    const span = tracer.startSpan('chat m', { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, parent))
    live.open(span)
    const [resource, running] = live.ring.read(0, 10).entries
    expect(resource).toMatchObject({ resource: '1', scope: { name: 'test', version: '1' } })
    expect(running).toMatchObject({
      span: { name: 'chat m', kind: 3, state: 'running', resource: '1', parentSpanId: parent.spanContext().spanId },
    })
    expect(running).not.toHaveProperty('span.endTimeUnixNano')
  })

  test('opened twice is one span; closed twice is one record', () => {
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    expect(live.open(span)).toBe(live.open(span))
    span.end()
    live.open(span).close()
    live.open(span).close()
    expect(spans(live.ring.read(0, 10).entries).map(({ state }) => state)).toEqual(['ended'])
  })

  test('text within one frame becomes one delta a part; the first comes at once, the rest by the timer', () => {
    const live = wholeLive()
    const open = live.open(tracer.startSpan('chat'))
    open.text([text('a')], 10)
    expect(deltas(live.ring.read(0, 10).entries).map((delta) => delta.text)).toEqual(['a'])
    open.text([text('b')], 10)
    open.text([text('c')], 10)
    open.text([text('{', 1)], 10)
    expect(deltas(live.ring.read(0, 10).entries)).toHaveLength(1)
    vi.advanceTimersByTime(16)
    expect(deltas(live.ring.read(0, 10).entries).map((delta) => [delta.index, delta.text, delta.bytes])).toEqual([
      [0, 'a', 10],
      [0, 'bc', 20],
      [1, '{', 10],
    ])
  })

  test('the ended record carries content and chunk times in place of the deltas', () => {
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    const open = live.open(span)
    open.chunk(5, 1.23456)
    open.chunk(6, 2)
    open.began(1.23456)
    open.text([text('hi')], 5)
    addContent(span, { outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'hi' }] }] })
    span.setAttribute('gen_ai.output.messages', '[…]')
    span.end()
    open.close()
    const { entries } = live.ring.read(0, 10)
    expect(deltas(entries)).toEqual([])
    expect(spans(entries)[0]).toMatchObject({
      state: 'ended',
      chunks: { offsets: [1.235, 2], sizes: [5, 6] },
      firstChunkOffset: 1.235,
      content: { outputMessages: [{ parts: [{ content: 'hi' }] }] },
    })
    expect(spans(entries)[0]?.attributes).not.toHaveProperty('gen_ai.output.messages')
  })

  test('with panelContent off neither record nor delta has a word of it', () => {
    const live = wholeLive()
    live.audience.panelContent = false
    const span = tracer.startSpan('chat')
    addContent(span, { inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'planted secret' }] }] })
    const open = live.open(span)
    open.text([text('planted secret')], 14)
    expect(deltas(live.ring.read(0, 10).entries).map(({ bytes }) => bytes)).toEqual([14])
    span.end()
    open.close()
    expect(JSON.stringify(live.ring.read(0, 10))).not.toContain('planted')
  })

  test('an update that nobody has read yet needs no second entry; the end always has its own', () => {
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    const open = live.open(span)
    const { head } = live.ring
    open.update()
    expect(live.ring.head).toBe(head)
    span.setAttribute('late', true)
    expect(spans(live.ring.read(0, 10).entries)).toMatchObject([{ state: 'running', attributes: { late: true } }])
    open.update()
    expect(live.ring.head).toBe(head + 1)
    live.ring.clear()
    open.update()
    expect(spans(live.ring.read(0, 10).entries)).toHaveLength(1)
    open.close()
    expect(spans(live.ring.read(0, 10).entries).map(({ state }) => state)).toEqual(['ended'])
  })

  test('nobody looks on: no more text streams than a record would show, and the end has all of it', () => {
    const live = wholeLive()
    const open = live.open(tracer.startSpan('chat'))
    const piece = 'x'.repeat(100_000)
    for (let at = 0; at < 5; at++) {
      open.text([text(piece)], 1)
      vi.advanceTimersByTime(16)
    }
    const entries = () => live.ring.read(0, 100).entries
    expect(deltas(entries()).map((delta) => delta.text.length)).toEqual([100_000, 100_000, 100_000, 0, 0])
    open.text([text(piece)], 1)
    vi.advanceTimersByTime(16)
    expect(deltas(entries()).at(-1)?.text.length).toBe(100_000)
  })
})
