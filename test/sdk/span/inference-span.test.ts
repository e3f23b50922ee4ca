/** An attempt that came by no HTTP: whoever saw it tells facts, text and an end. */
import { ROOT_CONTEXT } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { contentOf } from '../../../sdk/content/span-content.ts'
import { thisMoment } from '../../../sdk/moment.ts'
import type { ResponseFacts } from '../../../sdk/provider/read/dialect.ts'
import { InferenceSpan, type Marks } from '../../../sdk/span/inference-span.ts'
import { exporter, only, page, provider } from './attempts.ts'
import { liveOf } from '../../support/live-of.ts'

const tracer = provider.getTracer('@genai-devtools/web')
const unmarked: Marks = { began: undefined, firstToken: undefined, ended: undefined }
const text = (content: string) => ({ choice: 0, part: 'text' as const, index: 0, text: content })
const said = (content: string, more: Partial<ResponseFacts> = {}): ResponseFacts => ({
  finishReasons: [null],
  complete: false,
  usage: {},
  outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content }] }],
  ...more,
})
const whole = { complete: true, finishReasons: ['stop'], usage: { inputTokens: 3 } }

let settled: boolean[] = []

/** An attempt, and the answer that it is told of. */
function begin({ signal, claimed }: { signal?: AbortSignal; claimed?: ReturnType<typeof tracer.startSpan> } = {}) {
  const answer = { now: said(''), facts: () => answer.now }
  const inference = new InferenceSpan({
    tracer,
    live: liveOf(page),
    asked: { operation: 'chat', facts: { model: 'nano', stream: true }, attributes: { 'gen_ai.request.model': 'nano' } },
    links: [],
    claimed,
    parent: undefined,
    began: thisMoment(),
    root: ROOT_CONTEXT,
    contentOnSpan: false,
    signal,
    withoutCredentials: ({ type, message }) => ({ type, message: message.replaceAll('secret', '[gone]') }),
    onSettled: (_inference, failed) => settled.push(failed),
  })
  inference.answered(answer, { 'example.connection': 7 }, false)
  return { inference, answer }
}

beforeEach(() => {
  settled = []
  exporter.reset()
  page.shelf.clear()
})

describe('a span of our own', () => {
  test('has what was asked, and what the answer says at its end', () => {
    const { inference, answer } = begin()
    const { at } = thisMoment()
    answer.now = said('Hel')
    inference.chunk(3, at + 250)
    inference.read([text('Hel')], 3, { began: at + 250, firstToken: at + 250, ended: undefined })
    expect([inference.over, exporter.getFinishedSpans()]).toEqual([false, []])
    answer.now = said('Hello', whole)
    inference.end([])
    expect(only()).toMatchObject({
      name: 'chat nano',
      status: { code: 0 },
      attributes: {
        'gen_ai.request.model': 'nano',
        'gen_ai.usage.input_tokens': 3,
        'gen_ai.response.finish_reasons': ['stop'],
        'genai_devtools.end': 'completed',
      },
    })
    expect(only().attributes['gen_ai.response.time_to_first_chunk']).toBeCloseTo(0.25, 1)
    expect(only().attributes).not.toHaveProperty('example.connection')
    expect(contentOf(only())?.outputMessages).toMatchObject([{ parts: [{ content: 'Hello' }] }])
    expect([inference.over, settled]).toEqual([true, [false]])
  })

  test('ends once, however much is told of it then', () => {
    const { inference, answer } = begin()
    answer.now = said('Hi', whole)
    inference.read([], 2, { ...unmarked, ended: thisMoment().at })
    inference.fail(new TypeError('late'))
    inference.cancel()
    inference.end([])
    inference.abandon('shutdown')
    expect(only().attributes['genai_devtools.end']).toBe('completed')
    expect(settled).toEqual([false])
  })

  test('says what a failure says without what was sent along, and what is known beside it', () => {
    const { inference } = begin()
    inference.fail(new TypeError('not with secret'))
    expect(only()).toMatchObject({
      status: { code: 2, message: 'not with [gone]' },
      attributes: { 'error.type': 'TypeError', 'genai_devtools.end': 'error', 'example.connection': 7 },
    })
    expect(settled).toEqual([true])
  })

  test('has failed where the answer says so, whoever leaves it', () => {
    const { inference, answer } = begin()
    answer.now = said('', { error: { type: 'overloaded', message: 'busy' } })
    inference.leave('unread')
    expect(only()).toMatchObject({ status: { code: 2, message: 'busy' }, attributes: { 'error.type': 'overloaded' } })
  })

  test.each([
    ['aborted', (controller: AbortController) => controller.abort()],
    ['cancelled', () => {}],
  ])('is %s by the page’s signal, not by a word of its transport', (end, stop) => {
    const controller = new AbortController()
    const { inference } = begin({ signal: controller.signal })
    stop(controller)
    inference.cancel()
    expect(only()).toMatchObject({ status: { code: 0 }, attributes: { 'genai_devtools.end': end } })
  })

  test('that nobody can read on is unread before its first chunk, and cancelled after it', () => {
    begin().inference.forget()
    expect(only().attributes['genai_devtools.end']).toBe('unread')
    exporter.reset()
    const { inference } = begin()
    inference.chunk(1, thisMoment().at)
    inference.forget()
    expect(only().attributes['genai_devtools.end']).toBe('cancelled')
  })
})

test('a client’s own span gets the facts and an event for the attempt, and is ended by its client', () => {
  const span = tracer.startSpan('their.name')
  const { inference, answer } = begin({ claimed: span })
  answer.now = said('Hi', whole)
  inference.read([text('Hi')], 2, unmarked)
  inference.end([])
  expect(exporter.getFinishedSpans()).toEqual([])
  span.end()
  expect(only()).toMatchObject({
    name: 'their.name',
    attributes: { 'gen_ai.request.model': 'nano', 'gen_ai.usage.input_tokens': 3, 'genai_devtools.client.span_name': 'their.name' },
    events: [{ name: 'genai_devtools.attempt', attributes: { 'genai_devtools.end': 'completed', 'example.connection': 7 } }],
  })
})
