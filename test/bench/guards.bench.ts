/** What it costs to check one record of a page: all that is done to it before the trace has it, by the clock of the main thread of a real Chromium. */
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SpanKind } from '../../sdk/protocol/records.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { bundleScript } from '../support/bundle.ts'
import { figure, printTable, words } from './support/figures.ts'
import { EXPOSE_GC, Renderer } from './support/renderer.ts'

const ROUNDS = Number(process.env['GENAI_BENCH_ROUNDS'] ?? 9)
const BATCHES = 20
const BATCH = 100
/** How often a round reads all batches. */
const TIMES = 5

const MESSAGES = Array.from({ length: 10 }, (_, turn) => ({
  role: turn % 2 === 0 ? 'user' : 'assistant',
  parts: [{ type: 'text', content: 'A message of an ordinary length. '.repeat(8) }],
}))

function span(index: number): SpanRecord {
  const start = 1_790_000_000_000 + index * 10
  return {
    traceId: (index + 1).toString(16).padStart(32, '0'),
    spanId: (index + 1).toString(16).padStart(16, '0'),
    parentSpanId: index.toString(16).padStart(16, '0'),
    name: 'chat gpt-5',
    kind: SpanKind.client,
    startTimeUnixNano: `${start}000000`,
    endTimeUnixNano: `${start + 100}000000`,
    status: { code: 0 },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.id': `response-${index}`,
      'gen_ai.usage.input_tokens': index,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.response.finish_reasons': ['stop'],
    },
    events: [],
    links: [],
    resource: 'r',
    state: 'ended',
    parentSource: 'stack',
    firstChunkOffset: 30,
  }
}

/** Each with the microseconds that one record may take. */
const ROWS: readonly (readonly [string, (index: number) => SpanRecord, number])[] = [
  ['a call without messages', span, 4],
  [
    'a call of ten messages',
    (index) => ({ ...span(index), content: { inputMessages: MESSAGES.slice(0, 9), outputMessages: MESSAGES.slice(9) } }),
    12,
  ],
]

let launched: LaunchedBrowser
beforeAll(async () => {
  launched = await launch({ extension: false, args: [EXPOSE_GC] })
})
afterAll(() => launched?.close())

function batches(record: (index: number) => SpanRecord): readonly string[] {
  return Array.from({ length: BATCHES }, (_, at) => {
    const entries = Array.from({ length: BATCH }, (_each, index) => ({ seq: at * BATCH + index + 1, span: record(at * BATCH + index) }))
    return JSON.stringify({ type: 'batch', epoch: 'e', entries, dropped: 0 })
  })
}

/** Microseconds a record, one value a round; the first one, in which the browser compiles the guards, is left out. */
async function measured(page: Page, renderer: Renderer): Promise<readonly number[]> {
  const rounds: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    let records: number | undefined = 0
    const busy = await renderer.busy(async () => {
      records = await page.evaluate((times) => window.guards?.take(times), TIMES)
    })
    expect(records).toBe(TIMES * BATCHES * BATCH)
    rounds.push((busy * 1000) / (TIMES * BATCHES * BATCH))
  }
  return rounds.slice(1)
}

test('the guards of one record', async () => {
  const page = await launched.browser.newPage()
  await page.evaluate(await bundleScript(new URL('support/guards-page.ts', import.meta.url)))
  const renderer = await Renderer.of(page)
  const rows: string[][] = []
  for (const [name, record, limit] of ROWS) {
    await page.evaluate((texts) => window.guards?.prepare(texts), batches(record))
    const found = figure(await measured(page, renderer))
    const bytes = JSON.stringify(record(0)).length
    rows.push([`${name}, ${bytes} bytes`, words(found, 'µs'), `${limit} µs`, found.median <= limit ? 'ok' : 'MISSED'])
  }
  await renderer.detach()
  printTable(`Guards of one record (${BATCHES * BATCH} records, ${BATCH} a batch)`, ['record', 'median (spread)', 'at most', ''], rows)
  expect(rows).toHaveLength(ROWS.length)
})
