/** Records become OTLP and records again with no trace between them: as whoever forwards them has none. */
import { expect, test } from 'vitest'
import { readEventRecord, readSpanRecord } from '../../../sdk/protocol/read-records.ts'
import type { ResourceEntry } from '../../../sdk/protocol/records.ts'
import { DocumentParts } from '../../../panel/file/document-parts.ts'
import { readLogs, spanKey } from '../../../panel/otlp/read-logs.ts'
import { readSpans } from '../../../panel/otlp/read-spans.ts'
import { writeContent, writeEvent } from '../../../panel/otlp/write-log.ts'
import { writeSpan } from '../../../panel/otlp/write-span.ts'

const URL_OF_PAGE = 'http://localhost/ask'
const resource: ResourceEntry = { resource: 'r', attributes: { 'service.name': 'shop', n: 2 }, scope: { name: 'web', version: '1' } }
const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
const record = readSpanRecord({
  ...ids,
  parentSpanId: 'c'.repeat(16),
  name: 'chat m',
  kind: 3,
  startTimeUnixNano: '1790000000000000001',
  endTimeUnixNano: '1790000001000000002',
  status: { code: 2, message: 'no' },
  attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.temperature': 1, 'genai_devtools.page.url': 'the page writes it too' },
  events: [{ name: 'e', timeUnixNano: '1790000000500000000', attributes: { list: ['a', 'b'] } }],
  links: [{ ...ids, attributes: {} }],
  state: 'ended',
  parentSource: 'stack',
  firstChunkOffset: 1.5,
  chunks: { offsets: [1.5, 2], sizes: [10, 20], dropped: 3 },
  content: { inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'a secret' }] }], truncatedCharacters: 4 },
})
const event = readEventRecord({
  ...ids,
  name: 'gen_ai.evaluation.result',
  timeUnixNano: '7',
  attributes: { score: 1 },
  body: { why: 'a secret' },
})
if (record === undefined || event === undefined) throw new Error('the records of this test are none')

function documentOf(content: boolean): unknown {
  const span = writeSpan({ record: record ?? raise(), url: URL_OF_PAGE, lastHeardOf: '0' }, content)
  const parts = new DocumentParts()
  parts.addEvent(resource, writeEvent(event ?? raise(), URL_OF_PAGE, content))
  const words = content ? writeContent({ record: record ?? raise(), isInference: true, live: [] }) : undefined
  if (words !== undefined) parts.addWords(resource, words)
  parts.addSpan(resource, span)
  return JSON.parse(parts.end().join(''))
}

test('nothing is lost', () => {
  const skipped: string[] = []
  const root = documentOf(true)
  const [span] = readSpans(root, (what, count = 1) => count > 0 && skipped.push(what))
  const { content, ...rest } = record
  const place = { attributes: resource.attributes, scope: resource.scope }
  expect(span).toEqual({ record: rest, place, url: URL_OF_PAGE })
  const [words, log] = readLogs(root, new Set([spanKey(ids.traceId, ids.spanId)]), (what, count = 1) => count > 0 && skipped.push(what))
  expect(words?.content).toEqual(content)
  expect(log).toMatchObject({ event: { ...event, resource: '' }, place, url: URL_OF_PAGE })
  expect(skipped).toEqual([])
})

test('words stay away where they are not wanted', () => {
  expect(JSON.stringify(documentOf(true))).toContain('a secret')
  expect(JSON.stringify(documentOf(false))).not.toContain('a secret')
})

test('a span that still runs ends when it was last heard of, and runs again when it is read', () => {
  const { endTimeUnixNano: _, ...open } = record
  const span = writeSpan({ record: { ...open, state: 'running' }, url: '', lastHeardOf: '1790000000700000000' }, true)
  expect(span.endTimeUnixNano).toBe('1790000000700000000')
  const [read] = readSpans({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }, () => {})
  expect(read?.record.state).toBe('running')
})

function raise(): never {
  throw new Error('the records of this test are none')
}
