import { describe, expect, test } from 'vitest'
import { createWordsCache } from '../../../panel/store/words-cache.ts'
import { createRowWords } from '../../../panel/store/row-words.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import type { SpanContent, SpanRecord } from '../../../sdk/protocol/records.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import { ingest } from '../../support/ingest.ts'
import { until } from '../../support/until.ts'
import { openAsWorker } from '../file/open-as-worker.ts'
import { draw, entriesOf, lineId, ORIGIN, PAGE, rowsOf } from '../trace/drawing.ts'

const exchange = (asked: string, answer: string): SpanContent => ({
  inputMessages: [{ role: 'user', parts: [{ type: 'text', content: asked }] }],
  ...(answer === '' ? {} : { outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: answer }] }] }),
})

const DRAWING = `
  invoke_agent a  0..100
    chat m  1..9
    chat m  10..90
  chat m  200..`

function records(): readonly SpanRecord[] {
  const contents = [undefined, exchange('How deep?', 'I look.'), exchange('How deep?', '10,935 m'), exchange('And who?', '')]
  return draw(DRAWING).map((record, at) => {
    const content = contents[at]
    return content === undefined ? record : { ...record, content }
  })
}

function liveTrace(): Trace {
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(records()))
  return trace
}

const now = () => Promise.resolve()

async function shown(trace: Trace, cache = createWordsCache(trace)): Promise<readonly string[]> {
  const rows = trace.rows(new Set())
  await cache.make(cache.missing(rows, 0, rows.length), now, () => {})
  return rowsOf(trace).map((row) => {
    const words = row.type === 'trace' ? cache.ofTrace(row.trace) : cache.ofSpan(row.index)
    return words === undefined ? 'none' : `${words.asked} → ${words.output}`
  })
}

const ALL = [
  'How deep? → “10,935 m”',
  'How deep? → “10,935 m”',
  'How deep? → “I look.”',
  'How deep? → “10,935 m”',
  // The row of a lone span is its trace's as well.
  'And who? → ',
]

describe('words of rows', () => {
  test('come for agents and traces from the calls below them', async () => expect(await shown(liveTrace())).toEqual(ALL))

  test('are the same of a file, whose records are read for them alone', async () => {
    const trace = createTrace()
    await openAsWorker(trace, new Blob([JSON.stringify(saveTrace(liveTrace(), { content: true }))]), 'f', 3)
    expect(await shown(trace)).toEqual(ALL)
    for (const index of trace.spans()) expect(trace.detail(index)).toBeUndefined()
  })

  test('are made once: of what says no more, nothing is missing', async () => {
    const trace = liveTrace()
    const cache = createWordsCache(trace)
    const rows = trace.rows(new Set())
    expect(cache.missing(rows, 0, rows.length)).toHaveLength(ALL.length)
    await shown(trace, cache)
    const [, agent] = rowsOf(trace)
    const before = agent?.type === 'span' ? cache.ofSpan(agent.index) : undefined
    expect(before).toBeDefined()
    expect(cache.missing(trace.rows(new Set()), 0, 4)).toEqual([])
    await shown(trace, cache)
    expect(agent?.type === 'span' && cache.ofSpan(agent.index)).toBe(before)
  })

  test('follow a record that comes, and are not those of a span that had the row before', async () => {
    const trace = liveTrace()
    const cache = createWordsCache(trace)
    await shown(trace, cache)
    const [, , , call] = records()
    if (call === undefined) throw new Error('no call')
    const ended = { ...call, state: 'ended', endTimeUnixNano: `${ORIGIN + 300}000000`, content: exchange('And who?', 'Two men') }
    ingest(trace, PAGE, [{ seq: 90, span: ended }])
    expect((await shown(trace, cache)).at(-1)).toBe('And who? → “Two men”')
    trace.clear()
    const others = draw('chat other  0..5').map((record) => ({ ...record, spanId: lineId(0x77) }))
    ingest(trace, PAGE, entriesOf(others, 100))
    const [first] = rowsOf(trace)
    expect(first?.type === 'span' && cache.ofSpan(first.index)).toBeUndefined()
  })

  test('are forgotten with a trace that was cleared, though the same spans come again', async () => {
    const trace = liveTrace()
    const cache = createWordsCache(trace)
    await shown(trace, cache)
    trace.clear()
    ingest(trace, { ...PAGE, epoch: 'e2' }, entriesOf(draw(DRAWING)))
    const [, , call] = rowsOf(trace)
    expect(call?.type === 'span' && cache.ofSpan(call.index)).toBeUndefined()
    expect(await shown(trace, cache)).toEqual(ALL.map(() => ' → '))
  })

  test('a record that is too long is not read', async () => {
    const trace = createTrace()
    const [call] = draw('chat m  0..9')
    ingest(trace, PAGE, entriesOf(call === undefined ? [] : [{ ...call, content: exchange('x'.repeat(1_100_000), 'y') }]))
    expect(await shown(trace)).toEqual([' → '])
  })
})

describe('rows on the screen', () => {
  const text = (said: string, seq: number) => ({
    seq,
    delta: { spanId: lineId(4), at: `${ORIGIN + 250}000000`, choice: 0, part: 'text', index: 0, text: said, bytes: said.length },
  })

  test('get their words when they stand still and nobody else is busy, and a running call again when more has come', async () => {
    const trace = liveTrace()
    let busy = true
    const words = createRowWords(trace, () => busy)
    const last = rowsOf(trace).at(-1)
    if (last?.type !== 'span') throw new Error('no row')
    const show = () => words.show(trace.rows(new Set()), 0, 6)
    show()
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(words.version.value).toBe(0)
    busy = false
    await until('the words', () => words.ofSpan(last.index)?.asked === 'And who?')
    ingest(trace, PAGE, [text('Two ', 50)])
    const again = () => (show(), words.ofSpan(last.index)?.output)
    await until('what has streamed in', () => again() === '“Two”')
    ingest(trace, PAGE, [text('men', 51)])
    await until('more of it', () => again() === '“Two men”')
  })

  test('get none while they move fast', async () => {
    const trace = liveTrace()
    const words = createRowWords(trace, () => false)
    const rows = trace.rows(new Set())
    let first = 0
    const scrolling = setInterval(() => words.show(rows, (first += 3) % 200, 6), 10)
    await new Promise((resolve) => setTimeout(resolve, 350))
    clearInterval(scrolling)
    expect(words.version.value).toBe(0)
    words.show(rows, 0, 6)
    await until('the words', () => words.version.value > 0)
  })
})
