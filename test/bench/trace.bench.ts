/** What the trace store and its files cost: spans in, rows and totals out, save and open. No browser: the store is plain JavaScript. */
import { expect, test } from 'vitest'
import { readMessage } from '../../sdk/protocol/read-messages.ts'
import { SpanKind } from '../../sdk/protocol/records.ts'
import type { Entry, SpanRecord } from '../../sdk/protocol/records.ts'
import { addOpened, openTrace } from '../../panel/file/open-otlp.ts'
import { writeFile } from '../../panel/store/save-file.ts'
import type { Trace } from '../../panel/trace/model.ts'
import { createTrace } from '../../panel/trace/trace.ts'
import { figure, printTable, words } from './support/figures.ts'
import { ingest } from '../support/ingest.ts'

const ROUNDS = 5
const SPANS = 10_000
const PER_TRACE = 10
const BATCH = 100
const SOURCE = { document: 'd', url: 'http://localhost/', epoch: 'e' }

/** What a conversation of some turns asks. */
const MESSAGES = Array.from({ length: 10 }, (_, turn) => ({
  role: turn % 2 === 0 ? 'user' : 'assistant',
  parts: [{ type: 'text', content: 'A message of an ordinary length. '.repeat(8) }],
}))

function entries(): readonly Entry[] {
  const resource: Entry = { seq: 1, resource: 'r', attributes: { 'service.name': 'bench' }, scope: { name: 'bench' } }
  return [resource, ...Array.from({ length: SPANS }, (_, index): Entry => ({ seq: index + 2, span: span(index) }))]
}

function span(index: number): SpanRecord {
  const root = index - (index % PER_TRACE)
  const start = 1_790_000_000_000 + index * 10
  const isRoot = index === root
  return {
    traceId: (root + 1).toString(16).padStart(32, '0'),
    spanId: (index + 1).toString(16).padStart(16, '0'),
    ...(isRoot ? {} : { parentSpanId: (root + 1).toString(16).padStart(16, '0') }),
    name: isRoot ? 'invoke_agent researcher' : 'chat gpt-5',
    kind: isRoot ? SpanKind.internal : SpanKind.client,
    startTimeUnixNano: `${start}000000`,
    endTimeUnixNano: `${start + 100}000000`,
    status: { code: 0 },
    attributes: {
      'gen_ai.operation.name': isRoot ? 'invoke_agent' : 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.usage.input_tokens': index,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.response.finish_reasons': ['stop'],
    },
    events: [],
    links: [],
    resource: 'r',
    state: 'ended',
    firstChunkOffset: 30,
    content: { inputMessages: MESSAGES, outputMessages: MESSAGES.slice(0, 1) },
  }
}

/** As it comes over the port: a batch is read, and what was read is taken in. */
function filled(all: readonly Entry[], limits?: { readonly spans: number; readonly bytes: number }): Trace {
  const trace = createTrace(limits)
  for (let at = 0; at < all.length; at += BATCH) {
    const message = readMessage({ type: 'batch', epoch: SOURCE.epoch, entries: all.slice(at, at + BATCH), dropped: 0 })
    if (message?.type === 'batch') trace.ingest(SOURCE, message.entries, message.dropped)
  }
  return trace
}

test('the trace store', async () => {
  const all = entries()
  const trace = filled(all)
  const last = span(SPANS - 1)
  const save = () => writeFile(trace, { content: true, progress: () => {}, isCancelled: () => false })
  const text = (await (await save())?.file.text()) ?? ''
  let seq = SPANS + 10
  const rows: readonly (readonly [string, () => unknown])[] = [
    [`read and take in ${SPANS} spans of 11 messages, ${BATCH} at a time`, () => void filled(all)],
    [`the same with room for ${SPANS / 4}: old traces go`, () => void filled(all, { spans: SPANS / 4, bytes: 1e9 })],
    [
      'one span changes: rows, totals',
      () => {
        ingest(trace, SOURCE, [{ seq: seq++, span: { ...last, name: `${seq}` } }], 0)
        expect(trace.rows(new Set()).length + trace.totals().spans).toBe(2 * SPANS + SPANS / PER_TRACE)
      },
    ],
    [
      'some text streams in: rows, totals',
      () => {
        ingest(
          trace,
          SOURCE,
          [
            {
              seq: seq++,
              delta: { spanId: last.spanId, at: last.startTimeUnixNano, choice: 0, part: 'text', index: 0, text: 'a', bytes: 1 },
            },
          ],
          0,
        )
        expect(trace.rows(new Set()).length + trace.totals().spans).toBe(2 * SPANS + SPANS / PER_TRACE)
      },
    ],
    [`save to ${(text.length / 1e6).toFixed(0)} MB of text`, save],
    ['open it', () => open(text)],
  ]
  const measured: string[][] = []
  for (const [name, run] of rows) {
    const times: number[] = []
    while (times.length < ROUNDS) times.push(await time(run))
    measured.push([name, words(figure(times), 'ms')])
  }
  printTable(`Trace store with ${SPANS} spans, in Node`, ['what', 'milliseconds'], measured)
})

function open(text: string): void {
  const opened = openTrace(text)
  if ('error' in opened) throw new Error(opened.error)
  expect(addOpened(createTrace(), opened)).toBe(0)
}

async function time(run: () => unknown): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}
