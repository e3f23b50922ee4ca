import { expect, test } from 'vitest'
import { failureOf } from '../../../panel/trace/failure.ts'
import { triesOf } from '../../../panel/trace/tries.ts'
import type { Attributes, SpanEvent, SpanRecord } from '../../../sdk/protocol/records.ts'
import { draw, ORIGIN } from './drawing.ts'

const event = (name: string, at: number, attributes: Attributes): SpanEvent => ({ name, timeUnixNano: `${ORIGIN + at}000000`, attributes })

function recordWith(events: readonly SpanEvent[], attributes: Attributes = {}): SpanRecord {
  const [record] = draw('chat m  0..900')
  if (record === undefined) throw new Error('no span')
  return { ...record, attributes, events }
}

test('attempts that a client made under one span, in their order', () => {
  const refused = {
    'genai_devtools.end': 'error',
    'error.type': 'rate_limit',
    'genai_devtools.http.status_code': 429,
    'genai_devtools.http.retry_after': '1',
  }
  const events = [
    event('genai_devtools.attempt', 200, refused),
    event('other', 300, {}),
    event('genai_devtools.attempt', 800, { 'genai_devtools.end': 'completed' }),
  ]
  expect(triesOf(recordWith(events))).toEqual([
    { words: ['rate_limit', 'HTTP 429', 'retry-after: 1'], failed: true, end: ORIGIN + 200 },
    { words: ['completed'], failed: false, end: ORIGIN + 800 },
  ])
})

test('why a span failed: its status first, then what was thrown; the last stack that there is', () => {
  const thrown = (message: string, stack?: string) =>
    event('exception', 1, { 'exception.message': message, ...(stack === undefined ? {} : { 'exception.stacktrace': stack }) })
  const detail = (events: readonly SpanEvent[], attributes: Attributes = {}) => ({ record: recordWith(events, attributes), events: [] })
  expect(failureOf({ statusMessage: 'status' }, detail([thrown('a', 'at a'), thrown('b', 'at b')]))).toMatchObject({
    message: 'status',
    stack: 'at b',
  })
  expect(failureOf({ statusMessage: '' }, detail([thrown('a', 'at a'), thrown('b')]))).toMatchObject({
    message: 'a',
    stack: 'at a',
    isUnread: false,
  })
  expect(failureOf({ statusMessage: undefined }, detail([], { 'genai_devtools.http.status_code': 429 }))).toMatchObject({
    message: undefined,
    status: 429,
    isUnread: true,
  })
  const log = {
    event: { ...thrown('in a log', 'at log'), resource: '' },
    source: { document: 'd', url: '', epoch: 'e' },
    resource: undefined,
  }
  expect(failureOf({ statusMessage: undefined }, { record: recordWith([]), events: [log] })).toMatchObject({
    message: 'in a log',
    stack: 'at log',
  })
})
