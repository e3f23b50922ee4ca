import { describe, expect, test } from 'vitest'
import { ATTR_PROVIDER_QUEUE_TIME } from '../../../sdk/own-names.ts'
import type { MessagePart, SpanRecord } from '../../../sdk/protocol/records.ts'
import { barTimesOf } from '../../../panel/trace/bar-times.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, entriesOf, lineId, ORIGIN, PAGE } from './drawing.ts'

const [call] = draw('chat m  0..1000  first=100')

function record(parts: readonly MessagePart[], more: Partial<SpanRecord> = {}): SpanRecord {
  if (call === undefined) throw new Error('no drawing')
  return {
    ...call,
    chunks: { offsets: [100, 200, 300, 400], sizes: [10, 10, 10, 10] },
    content: { outputMessages: [{ role: 'assistant', parts }] },
    ...more,
  }
}

const thought = { type: 'reasoning', content: 'x'.repeat(50) }
const text = { type: 'text', content: 'y'.repeat(50) }

describe('until when a call reasoned', () => {
  test.each([
    ['half of what came', [thought, text], 200],
    ['all that came', [thought], 400],
    ['none, where it answers first', [text, thought], undefined],
    ['none, where there is nothing', [], undefined],
    [
      'a quarter, beside a tool call',
      [
        { type: 'reasoning', content: 'xx' },
        { type: 'tool_call', arguments: { a: 1 } },
      ],
      100,
    ],
  ] as const)('is told by its share of the text: %s', (_, parts, reasoned) => {
    expect(barTimesOf(record(parts)).reasoned).toBe(reasoned)
  })

  test('is not known of a call that did not stream', () => {
    const { chunks: _, ...rest } = record([thought, text])
    expect(barTimesOf(rest)).toEqual({})
  })

  test('is told by what came while it runs', () => {
    const trace = createTrace()
    ingest(trace, PAGE, entriesOf(draw('chat m  0..  first=100')), 0)
    const delta = (at: number, part: 'reasoning' | 'text') => ({
      spanId: lineId(1),
      at: `${ORIGIN + at}000000`,
      choice: 0,
      part,
      index: 0,
      text: 'x',
      bytes: 1,
    })
    ingest(
      trace,
      PAGE,
      [
        { seq: 10, delta: delta(150, 'reasoning') },
        { seq: 11, delta: delta(320, 'reasoning') },
        { seq: 12, delta: delta(500, 'text') },
      ],
      0,
    )
    expect(trace.barTimes(0)).toEqual({ reasoned: 320 })
  })
})

test('how long it was queued is the provider’s own number, in seconds', () => {
  const queued = (value: string | number) => barTimesOf(record([], { attributes: { [ATTR_PROVIDER_QUEUE_TIME]: value } })).queued
  expect([queued(0.25), queued(0), queued('1'), queued(-1)]).toEqual([250, undefined, undefined, undefined])
})
