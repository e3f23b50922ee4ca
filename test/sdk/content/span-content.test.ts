import { createHash, randomBytes } from 'node:crypto'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { MAX_PART_CHARACTERS } from '../../../sdk/content/bound.ts'
import { MAX_WHOLE_BYTES, WholePayloads } from '../../../sdk/content/whole.ts'
import type { LiveSpans } from '../../../sdk/export/live.ts'
import type { Redact } from '../../../sdk/options.ts'
import type { Message, MessagePart, SpanRecord } from '../../../sdk/protocol/records.ts'
import { addContent, redactionCounts, useRedactors } from '../../../sdk/content/given-content.ts'
import { contentOf, wholeOf, writeContent } from '../../../sdk/content/span-content.ts'
import { wholeLive } from '../../support/whole-sdk.ts'

const exporter = new InMemorySpanExporter()
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')
const SECRET = 'planted-secret'
const text = (content: string): MessagePart => ({ type: 'text', content })
const user = (...parts: MessagePart[]): readonly Message[] => [{ role: 'user', parts }]
const masked: Redact = (part) => JSON.parse(JSON.stringify(part).replaceAll(SECRET, '***'))
const undo: (() => unknown)[] = []
const redactWith = (redact: Redact | readonly Redact[]) => void undo.push(useRedactors(redact))
const turn = () => new Promise((resolve) => setTimeout(resolve))

function recordOf(live: LiveSpans, spanId: string): SpanRecord {
  const records = live.ring.read(0, 1_000).entries.flatMap((entry) => ('span' in entry && entry.span.spanId === spanId ? [entry.span] : []))
  const [record] = records
  if (record === undefined) throw new Error('no record')
  return record
}

afterEach(() => {
  for (const each of undo.splice(0)) each()
  exporter.reset()
})

describe('content of a span', () => {
  test('with a redactor is redacted before both gates', () => {
    redactWith(masked)
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    addContent(span, { inputMessages: user(text(`my ${SECRET}`)) })
    const open = live.open(span)
    writeContent(span)
    span.end()
    open.close()
    expect(recordOf(live, span.spanContext().spanId).content?.inputMessages).toEqual(user(text('my ***')))
    expect(exporter.getFinishedSpans()[0]?.attributes['gen_ai.input.messages']).toBe(JSON.stringify(user(text('my ***'))))
  })

  test('does not stream while there is a redactor: deltas have sizes and no text', () => {
    redactWith(masked)
    const live = wholeLive()
    const open = live.open(tracer.startSpan('chat'))
    open.text([{ choice: 0, part: 'text', index: 0, text: `${SECRET} 4111 1111` }], 40)
    const deltas = live.ring.read(0, 10).entries.flatMap((entry) => ('delta' in entry ? [entry.delta] : []))
    expect(deltas).toMatchObject([{ text: '', bytes: 40 }])
  })

  test('is shown once an asynchronous redaction is done; until then nothing of it is there', async () => {
    let release = (): void => {}
    redactWith(async (part, context) => {
      await new Promise<void>((resolve) => (release = resolve))
      return masked(part, context)
    })
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    addContent(span, { inputMessages: user(text(`my ${SECRET}`)) })
    live.open(span)
    const { spanId } = span.spanContext()
    expect(recordOf(live, spanId)).not.toHaveProperty('content')
    release()
    await turn()
    expect(recordOf(live, spanId)).toMatchObject({ state: 'running', content: { inputMessages: user(text('my ***')) } })
  })

  test('that becomes ready after the span’s end still reaches the panel, but no exporter', async () => {
    redactWith((part, context) => turn().then(() => masked(part, context)))
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    const open = live.open(span)
    addContent(span, { outputMessages: user(text(`my ${SECRET}`)) })
    writeContent(span)
    span.end()
    open.close()
    expect(exporter.getFinishedSpans()[0]?.attributes).toEqual({})
    await turn()
    await turn()
    expect(recordOf(live, span.spanContext().spanId)).toMatchObject({ state: 'ended', content: { outputMessages: user(text('my ***')) } })
  })

  test('that becomes ready after the ring was cleared brings no span back', async () => {
    redactWith((part) => turn().then(() => part))
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    const open = live.open(span)
    addContent(span, { outputMessages: user(text('x')) })
    span.end()
    open.close()
    live.ring.clear()
    await turn()
    await turn()
    expect(contentOf(span)).toBeDefined()
    expect(live.ring.read(0, 10).entries.filter((entry) => 'span' in entry)).toEqual([])
  })

  test('that was replaced meanwhile is not brought back by a slow redaction', async () => {
    redactWith(async (part) => {
      await new Promise((resolve) => setTimeout(resolve, part['content'] === 'first' ? 30 : 0))
      return part
    })
    const span = tracer.startSpan('chat')
    addContent(span, { outputMessages: user(text('first')) })
    addContent(span, { outputMessages: user(text('second')) })
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(contentOf(span)?.outputMessages).toEqual(user(text('second')))
  })

  test('is redacted once, however often the same is added', () => {
    const redact = vi.fn<Redact>((part) => part)
    redactWith(redact)
    const span = tracer.startSpan('chat')
    const outputMessages = user(text('x'))
    addContent(span, { outputMessages })
    addContent(span, { outputMessages })
    expect(redact).toHaveBeenCalledTimes(1)
  })

  test('passes the redactors of every set-up, and none that was undone', () => {
    redactWith((part) => ({ ...part, content: `${String(part['content'])} one` }))
    redactWith((part) => ({ ...part, content: `${String(part['content'])} two` }))
    undo.pop()?.()
    const span = tracer.startSpan('chat')
    addContent(span, { systemInstructions: [text('x')] })
    expect(contentOf(span)?.systemInstructions).toEqual([text('x one')])
  })

  test('whose redaction fails is counted', () => {
    redactWith(() => {
      throw new Error('no')
    })
    const before = redactionCounts.failures
    addContent(tracer.startSpan('chat'), { systemInstructions: [text('x'), text('y')] })
    expect(redactionCounts.failures - before).toBe(2)
  })

  test('of other libraries, in attributes of theirs, is left out where it would not pass a redactor or the gate', () => {
    const attributes = { 'ai.prompt': SECRET, 'traceloop.entity.input': SECRET, 'gen_ai.input.messages': SECRET, kept: 'yes' }
    const records = [wholeLive(), wholeLive(), wholeLive()].map((live, at) => {
      if (at === 1) live.audience.panelContent = false
      if (at === 2) redactWith(masked)
      const span = tracer.startSpan('ai.generateText', { attributes })
      span.addEvent('gen_ai.content.prompt', { 'gen_ai.prompt': SECRET })
      live.open(span)
      return recordOf(live, span.spanContext().spanId)
    })
    expect(records[0]?.attributes).toEqual({ 'ai.prompt': SECRET, 'traceloop.entity.input': SECRET, kept: 'yes' })
    expect(records.slice(1).map((record) => [record.attributes, record.events[0]?.attributes])).toEqual([
      [{ kept: 'yes' }, {}],
      [{ kept: 'yes' }, {}],
    ])
  })
})

describe('content too big for a record', () => {
  test('is cut in it and whole in the page, by its key', () => {
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    const whole = `HEAD${'x'.repeat(3 * MAX_PART_CHARACTERS)}TAIL`
    addContent(span, { inputMessages: user(text('short'), text(whole)), toolCallResult: { file: whole } })
    live.open(span)
    const { spanId } = span.spanContext()
    expect(recordOf(live, spanId).content?.inputMessages?.[0]?.parts[1]?.['truncated_characters']).toBeGreaterThan(100_000)
    expect(live.whole.find(`${spanId}/inputMessages/0/1`)).toEqual(text(whole))
    expect(live.whole.find(`${spanId}/toolCallResult`)).toEqual({ file: whole })
    addContent(span, { toolCallResult: 'y'.repeat(5_000_000) })
    live.open(span).update()
    recordOf(live, spanId)
    expect(live.whole.find(`${spanId}/toolCallResult`)).toMatch(/^y+… \[[\d,]+ characters cut\] …y+$/)
    const odd = [
      '',
      '/',
      spanId,
      `${spanId}/inputMessages/9/1`,
      `${spanId}/inputMessages/-1`,
      `${spanId}/__proto__/0`,
      'other/toolCallResult',
    ]
    expect(odd.map((key) => live.whole.find(key))).toEqual(odd.map(() => null))
  })

  test('is not kept whole where the panel sees no content', () => {
    const live = wholeLive()
    live.audience.panelContent = false
    const span = tracer.startSpan('chat')
    addContent(span, { toolCallResult: 'x'.repeat(3 * MAX_PART_CHARACTERS) })
    live.open(span)
    recordOf(live, span.spanContext().spanId)
    expect(live.whole.bytes).toBe(0)
  })

  test('is redacted in the page, too', () => {
    redactWith(masked)
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    addContent(span, { outputMessages: user(text(`${SECRET}${'x'.repeat(2 * MAX_PART_CHARACTERS)}`)) })
    live.open(span)
    recordOf(live, span.spanContext().spanId)
    expect(JSON.stringify(live.whole.find(`${span.spanContext().spanId}/outputMessages/0/0`))).toMatch(/"\*\*\*x/)
    expect(JSON.stringify(wholeOf(span))).not.toContain(SECRET)
  })

  test('that fits is not kept twice', () => {
    const span = tracer.startSpan('chat')
    addContent(span, { toolCallResult: 'small' })
    expect([contentOf(span)?.toolCallResult, wholeOf(span)]).toEqual(['small', undefined])
  })

  test('is given up oldest first when the page’s room is full, and counted', () => {
    const payloads = new WholePayloads(10_000)
    for (let span = 0; span < 5; span++) payloads.keep(`s${span}`, { toolCallResult: 'x'.repeat(2_000) })
    payloads.keep('s4', { toolCallResult: 'y'.repeat(2_000) })
    expect(['s2', 's3', 's4'].map((span) => payloads.find(`${span}/toolCallResult`) !== null)).toEqual([false, true, true])
    expect([payloads.dropped, payloads.bytes]).toEqual([3, 8_016])
    payloads.keep('giant', { toolCallResult: 'x'.repeat(MAX_WHOLE_BYTES) })
    expect([payloads.find('giant/toolCallResult'), payloads.bytes]).toEqual([null, 0])
  })
})

describe('a picture', () => {
  const bytes = randomBytes(5_000)
  const picture = { type: 'blob', modality: 'image', mime_type: 'image/png', content: bytes.toString('base64') }

  test('is told by size and hash; its base64 stays in the page', async () => {
    const live = wholeLive()
    const span = tracer.startSpan('chat')
    addContent(span, { inputMessages: user(picture) })
    const open = live.open(span)
    span.end()
    open.close()
    const { spanId } = span.spanContext()
    const facts = { type: 'blob', modality: 'image', mime_type: 'image/png', content: '', bytes: 5_000 }
    expect(recordOf(live, spanId).content?.inputMessages?.[0]?.parts).toEqual([facts])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await vi.waitFor(() => expect(recordOf(live, spanId).content?.inputMessages?.[0]?.parts).toEqual([{ ...facts, sha256 }]))
    expect(live.whole.find(`${spanId}/inputMessages/0/0`)).toEqual(picture)
    expect(JSON.stringify(live.ring.read(0, 1_000))).not.toContain(picture.content.slice(0, 50))
  })

  test('of a page without a secure context has no hash, and says so', () => {
    vi.stubGlobal('crypto', {})
    const span = tracer.startSpan('chat')
    addContent(span, { inputMessages: user(picture) })
    expect(contentOf(span)?.inputMessages?.[0]?.parts[0]).toMatchObject({ bytes: 5_000, note: expect.stringContaining('secure context') })
    vi.unstubAllGlobals()
  })
})
