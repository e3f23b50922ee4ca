/** Stopped: what begins is left out, for good; what was there hears how it goes on. */
import { describe, expect, test } from 'vitest'
import type { AcceptedEntry } from '../../../sdk/protocol/accepted.ts'
import { readEntry } from '../../../sdk/protocol/read-records.ts'
import type { Entry, SpanRecord } from '../../../sdk/protocol/records.ts'
import { Recording } from '../../../panel/trace/recording.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { draw, lineId, ORIGIN, PAGE, print } from './drawing.ts'

const [RUNNING, BEGINS] = draw(`
  chat m  0..
  chat late  50..`) as [SpanRecord, SpanRecord]
const [ENDED, LATE_ENDED] = draw(`
  chat m  0..900  reason=stop
  chat late  50..950`) as [SpanRecord, SpanRecord]

function recorded() {
  const trace = createTrace()
  let changes = 0
  const recording = new Recording(trace, () => void changes++)
  let seq = 0
  type Unnumbered = Entry extends infer E ? (E extends { readonly seq: number } ? Omit<E, 'seq'> : never) : never
  const send = (...entries: readonly Unnumbered[]) => {
    const read = entries.flatMap((entry): readonly AcceptedEntry[] =>
      [readEntry({ seq: ++seq, ...entry })].filter((one) => one !== undefined),
    )
    recording.ingest(PAGE, read, 0)
  }
  return { trace, recording, send, changes: () => changes }
}

const delta = (spanId: string, text: string) => ({
  delta: { spanId, at: `${ORIGIN + 500}000000`, choice: 0, part: 'text' as const, index: 0, text, bytes: 1 },
})
const event = (span: SpanRecord) => ({
  event: { name: 'e', timeUnixNano: `${ORIGIN}000000`, traceId: span.traceId, spanId: span.spanId, attributes: {}, resource: 'r1' },
})

describe('while stopped', () => {
  test('a span that was there streams on and ends', () => {
    const { trace, recording, send } = recorded()
    send({ span: RUNNING })
    recording.set(false)
    send(delta(lineId(1), 'Hel'), delta(lineId(1), 'lo'))
    expect(trace.live(0)[0]?.text).toBe('Hello')
    send({ span: ENDED }, event(ENDED))
    expect(trace.span(0).outcome).toBe('ok')
    expect(trace.detail(0)?.events).toHaveLength(1)
    expect(recording.missed).toBe(0)
  })

  test('one that begins is left out with all that is its own, and counts once', () => {
    const { trace, recording, send, changes } = recorded()
    recording.set(false)
    const before = changes()
    send({ span: BEGINS }, delta(lineId(2), 'x'), event(BEGINS), { span: LATE_ENDED })
    expect([trace.size, recording.missed, trace.looseLogs().length, changes() - before]).toEqual([0, 1, 0, 1])
  })

  test('it stays out when recording goes on: what is known of it is not whole', () => {
    const { trace, recording, send } = recorded()
    recording.set(false)
    send({ span: BEGINS })
    recording.set(true)
    send(delta(lineId(2), 'x'), { span: LATE_ENDED }, event(LATE_ENDED), { span: RUNNING })
    expect(print(trace)).toContain('chat m')
    expect([trace.size, recording.missed, trace.looseLogs().length]).toEqual([1, 1, 0])
  })

  test('a resource is taken: spans that come later refer to it', () => {
    const { trace, recording, send } = recorded()
    recording.set(false)
    send({ resource: 'r1', attributes: { 'service.name': 's' }, scope: { name: 'lib' } })
    recording.set(true)
    send({ span: RUNNING })
    expect(trace.detail(0)?.resource?.scope.name).toBe('lib')
  })
})

test('clearing forgets the count, and does not record again', () => {
  const { trace, recording, send } = recorded()
  recording.set(false)
  send({ span: BEGINS })
  recording.clear()
  expect([trace.size, recording.missed, recording.isOn]).toEqual([0, 0, false])
})

test('while it records, entries go through as they are, and who listens is told of the switch alone', () => {
  const { trace, recording, send, changes } = recorded()
  send({ span: RUNNING }, { span: BEGINS })
  recording.set(true)
  expect([trace.size, changes()]).toEqual([2, 0])
  recording.set(false)
  expect(changes()).toBe(1)
})
