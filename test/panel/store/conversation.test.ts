import { expect, test } from 'vitest'
import { neighbours } from '../../../panel/store/conversation.ts'
import { spanKey } from '../../../panel/trace/span-key.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, lineId, PAGE } from '../trace/drawing.ts'

/** The lines of the calls before and after the call of a line. */
function beside(spans: readonly SpanRecord[], line: number): readonly (number | undefined)[] {
  const trace = createTrace()
  ingest(
    trace,
    PAGE,
    spans.map((span, at) => ({ seq: at + 1, span })),
  )
  const { traceId = '' } = spans[line - 1] ?? {}
  const index = trace.find(spanKey({ document: PAGE.document, traceId, spanId: lineId(line) }))
  if (index === undefined) throw new Error(`no line ${line}`)
  const { previous, next } = neighbours(trace, trace.span(index))
  return [previous, next].map((found) => (found === undefined ? undefined : Number.parseInt(trace.span(found).spanId, 16)))
}

const inConversation = (id: string, span: SpanRecord): SpanRecord => ({
  ...span,
  attributes: { ...span.attributes, 'gen_ai.conversation.id': id },
})

const TWO_TURNS = `
  invoke_agent a  0..1000
    chat m  10..100
    chat m  200..300
  invoke_agent a  2000..3000
    chat m  2010..2100`

test('calls of one trace follow each other', () => {
  const spans = draw(TWO_TURNS)
  expect(beside(spans, 2)).toEqual([undefined, 3])
  expect(beside(spans, 3)).toEqual([2, undefined])
  expect(beside(spans, 5)).toEqual([undefined, undefined])
})

test('calls of one conversation do so beyond their traces', () => {
  const spans = draw(TWO_TURNS).map((span) => inConversation('c1', span))
  expect(beside(spans, 3)).toEqual([2, 5])
  expect(beside(spans, 5)).toEqual([3, undefined])
  expect(beside([...spans.slice(0, 3), ...spans.slice(3).map((span) => inConversation('c2', span))], 3)).toEqual([2, undefined])
})

test('an agent’s own calls come before those of the agents that it called', () => {
  const spans = draw(`
    invoke_agent a  0..1000
      chat m  10..100
      invoke_agent b  200..500
        chat m  210..300
      chat m  600..700`)
  expect(beside(spans, 5)).toEqual([2, undefined])
  expect(beside(spans, 2)).toEqual([undefined, 5])
  expect(beside(spans, 4)).toEqual([2, 5])
})

test('calls that started together stand in the order in which they came', () => {
  const spans = draw(`
    invoke_agent a  0..1000
      chat m  10..100
      chat n  10..200
      chat o  10..300`)
  expect([2, 3, 4].map((line) => beside(spans, line))).toEqual([
    [undefined, 3],
    [2, 4],
    [3, undefined],
  ])
})
