/** Where the attempts of a call are drawn. */
import { expect, test } from 'vitest'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { toUnixNano } from '../../../panel/trace/time.ts'
import type { RowChoice, SpanIndex, Trace } from '../../../panel/trace/model.ts'
import { spanKey, traceKey } from '../../../panel/trace/span-key.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import { openAsWorker } from '../file/open-as-worker.ts'
import {
  draw,
  entriesOf,
  keyOfLine,
  keyOfTrace,
  lineId,
  ORIGIN,
  PAGE,
  print,
  random,
  rowsOf,
  shuffled,
  traceId,
  traceOf,
} from './drawing.ts'

const ALONE = `
  chat gpt-5  0..220  error=429
  embeddings small  300..400
  chat gpt-5  1250..1400  error=429  retry=1
  chat gpt-5  3410..4300  retry=3  tokens=24/12`

const DRAWN = `▾ chat gpt-5: 220 ms, failed: 429
  chat gpt-5: 150 ms, failed: 429, 1.03 s after the attempt before
  chat gpt-5: 890 ms, 2.01 s after the attempt before, 24 → 12
embeddings small: 100 ms`

test('a retry that is a trace of its own is drawn under the first attempt', () => {
  const trace = traceOf(ALONE)
  expect(print(trace)).toBe(DRAWN)
  expect(print(trace, new Set([keyOfLine(1)]))).toBe(`▸ chat gpt-5: 220 ms, failed: 429
embeddings small: 100 ms`)
})

test('within a trace it is drawn under the attempt beside it, with what is under it, and every sum is as before', () => {
  const drawing = (retry: string): string => `
  invoke_agent a  0..900
    chat m  0..100  error=429
      GET /  0..90
    execute_tool t  120..150
    chat m  200..300  tokens=5/1${retry}
      GET /  210..290
  chat n  1000..1100`
  expect(print(traceOf(drawing('  retry=2')))).toBe(`a: 6 spans, 5 → 1
  ▾ invoke_agent a: 900 ms, 5 → 1
    ▾ chat m: 100 ms, failed: 429, slowest
      GET /: 90 ms
      ▾ chat m: 100 ms, 100 ms after the attempt before, 5 → 1
        GET /: 80 ms
    execute_tool t: 30 ms
chat n: 100 ms`)
  const [before, after] = ['', '  retry=2'].map((retry) => traceOf(drawing(retry)))
  expect(after?.totals()).toEqual(before?.totals())
  expect(after?.traces()).toEqual(before?.traces())
})

test('a retry of another parent, one that is more than a call, and attempts in a circle stay where they are', () => {
  const places = (drawing: string): readonly number[] => rowsOf(traceOf(drawing)).map((row) => (row.type === 'trace' ? -1 : row.level))
  expect(places('invoke_agent a  0..9\n  chat m  0..9\n  execute_tool t  0..9\n    chat m  5..9  retry=2')).toEqual([-1, 1, 2, 2, 3])
  expect(places('chat m  0..9  error=429\nchat m  20..29  retry=1\n  GET /  20..29')).toEqual([0, -1, 1, 2])
  expect(places('chat m  0..9  retry=2\nchat m  20..29  retry=1\nchat m  30..39  retry=2')).toEqual([0, 0, 0])
  expect(places('chat m  0..9  retry=1')).toEqual([0])
})

test('it is drawn there whichever comes first, and by itself again once the first attempt has gone', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const trace = createTrace()
    const records = shuffled(draw(ALONE), random(seed))
    for (const [at, record] of records.entries()) ingest(trace, PAGE, [{ seq: at + 1, span: record }])
    expect(print(trace), `seed ${seed}`).toBe(DRAWN)
  }
  const few = createTrace({ spans: 3, bytes: 1e9 })
  ingest(few, PAGE, entriesOf(draw(ALONE)))
  expect(print(few)).toBe(`embeddings small: 100 ms
▾ chat gpt-5: 150 ms, failed: 429
  chat gpt-5: 890 ms, 2.01 s after the attempt before, 24 → 12`)
  ingest(
    few,
    PAGE,
    entriesOf(
      draw('chat other  9000..9100').map((one) => ({ ...one, spanId: lineId(50), traceId: traceId(50) })),
      50,
    ),
  )
  ingest(
    few,
    PAGE,
    entriesOf(
      draw('chat other  9200..9300').map((one) => ({ ...one, spanId: lineId(60), traceId: traceId(60) })),
      60,
    ),
  )
  expect(print(few)).toBe(`chat gpt-5: 890 ms, 24 → 12
chat other: 100 ms
chat other: 100 ms`)
})

test('a running span that turns out to be a retry goes under its first attempt, and a span of another page does not', () => {
  const trace = createTrace()
  const [first, second] = draw('chat m  0..9  error=429\nchat m  20..  retry=1')
  if (first === undefined || second === undefined) throw new Error('no spans')
  ingest(trace, PAGE, [
    { seq: 1, span: first },
    { seq: 2, span: { ...second, links: [] } },
  ])
  const levels = (): readonly number[] => rowsOf(trace).map((row) => (row.type === 'trace' ? -1 : row.level))
  expect(levels()).toEqual([0, 0])
  ingest(trace, PAGE, [{ seq: 3, span: second }])
  expect(levels()).toEqual([0, 1])
  const other = createTrace()
  ingest(other, PAGE, [{ seq: 1, span: first }])
  ingest(other, { ...PAGE, document: 'd2' }, [{ seq: 1, span: second }])
  expect(rowsOf(other).map((row) => (row.type === 'trace' ? -1 : row.level))).toEqual([0, 0])
})

test('a file has them drawn the same way, however it is cut', async () => {
  const text = JSON.stringify(saveTrace(traceOf(ALONE), { content: true }))
  for (const step of [3, 64, 1e6]) {
    const file = createTrace()
    await openAsWorker(file, new Blob([text]), 'f', step)
    expect(print(file), `in steps of ${step}`).toBe(DRAWN)
  }
})

test('a filter, a root and an order go by the rows as they are drawn', () => {
  const trace = traceOf(ALONE)
  const keys = (choice: RowChoice, folded: readonly string[] = []): readonly string[] =>
    rowsOf(trace, new Set(folded), choice).map((row) =>
      row.type === 'trace' ? 'trace' : `${row.level}:${Number.parseInt(trace.span(row.index).spanId, 16)}${row.context ? ' context' : ''}`,
    )
  const ok = (index: SpanIndex): boolean => trace.span(index).outcome === 'ok'
  expect(keys({ keeps: ok })).toEqual(['0:1 context', '1:4', '0:2'])
  expect(keys({ keeps: ok }, [keyOfLine(1)])).toEqual(['0:1 context', '0:2'])
  expect(keys({ root: keyOfLine(1) })).toEqual(['0:1', '1:3', '1:4'])
  expect(keys({ root: keyOfTrace(2) })).toEqual(['0:2'])
  expect(keys({ sort: { by: 'duration', down: true } })).toEqual(['0:4', '0:1', '0:3', '0:2'])
})

// Against a model.

interface Node {
  readonly key: string
  readonly index: SpanIndex | undefined
  readonly children: Node[]
}

/** The tree as it is without retries, then with them moved. */
function modelOf(trace: Trace, records: readonly SpanRecord[]): readonly Node[] {
  const bySpan = new Map<string, Node>()
  const above = new Map<Node, Node[]>()
  const tops: Node[] = []
  for (const { first, document, traceId: id } of trace.traces()) {
    const spans = [...trace.spansOfTrace(first)]
    const header: Node = { key: traceKey({ document, traceId: id }), index: undefined, children: [] }
    if (spans.length > 1) tops.push(header)
    for (const index of spans) {
      const span = trace.span(index)
      const node: Node = { key: spanKey(span), index, children: [] }
      const parent = span.parent === undefined ? undefined : bySpan.get(spanKey(trace.span(span.parent)))
      const siblings = parent?.children ?? (spans.length > 1 ? header.children : tops)
      siblings.push(node)
      above.set(node, siblings)
      bySpan.set(node.key, node)
    }
  }
  const keyOf = ({ traceId: id, spanId }: { traceId: string; spanId: string }): string =>
    spanKey({ document: PAGE.document, traceId: id, spanId })
  const before = new Map(
    records.flatMap((record) => (record.links[0] === undefined ? [] : [[keyOf(record), keyOf(record.links[0])] as const])),
  )
  const start = (node: Node): number => (node.index === undefined ? 0 : trace.span(node.index).start)
  const moved: (readonly [node: Node, first: Node])[] = []
  for (const [key, node] of bySpan) {
    const path = [key]
    for (let next = before.get(key); next !== undefined && bySpan.has(next) && !path.includes(next); next = before.get(next))
      path.push(next)
    const last = before.get(path.at(-1) ?? '')
    const first = bySpan.get(path.at(-1) ?? '')
    if (first === undefined || first === node || (last !== undefined && path.includes(last))) continue
    const isAlone = above.get(node) === tops && node.index !== undefined && node.children.length === 0
    const isSameTrace = trace.span(node.index ?? -1).traceId === trace.span(first.index ?? -1).traceId
    if (isSameTrace ? above.get(node) === above.get(first) : isAlone) moved.push([node, first])
  }
  for (const [node] of moved) above.get(node)?.splice(above.get(node)?.indexOf(node) ?? 0, 1)
  for (const [node, first] of moved.toSorted(([a], [b]) => start(a) - start(b))) first.children.push(node)
  return tops
}

const linesOf = (nodes: readonly Node[], folded: ReadonlySet<string>, level = 0): readonly string[] =>
  nodes.flatMap(({ key, children }) => [`${level} ${key}`, ...(folded.has(key) ? [] : linesOf(children, folded, level + 1))])

function drawForest(next: () => number, length: number): readonly SpanRecord[] {
  const below = (count: number): number => Math.floor(next() * count)
  const lines = Array.from(
    { length },
    (_, at) => `chat m  ${below(50) * 10 + at / 1000}..600  ${next() < 0.4 ? `retry=${1 + below(length)}` : ''}`,
  )
  const drawn = draw(lines.join('\n')).map((record, at) => {
    const parent = below(at + 1)
    const trace = next() < 0.6 ? 1 + below(3) : 10 + at
    return { ...record, traceId: traceId(trace), ...(parent === 0 ? {} : { parentSpanId: lineId(parent) }) }
  })
  return drawn.map((record) => ({
    ...record,
    links: record.links.flatMap(({ spanId }) =>
      drawn.filter((each) => each.spanId === spanId).map((each) => ({ ...each, attributes: {} })),
    ),
  }))
}

test('rows, levels and places are those of the model, whatever is folded, opened as the root and named as the attempt before', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed)
    const trace = createTrace()
    const records = drawForest(next, 3 + Math.floor(next() * 25))
    ingest(trace, PAGE, entriesOf(records))
    const nodes = modelOf(trace, records)
    const keys = linesOf(nodes, new Set()).map((line) => line.slice(line.indexOf(' ') + 1))
    const folded = new Set(keys.filter(() => next() < 0.2))
    for (const choice of [{}, { keeps: () => true }]) {
      const list = trace.rows(folded, choice)
      const rows = rowsOf(trace, folded, choice)
      const keyAt = (place: number): string => {
        const row = rows[place]
        return row === undefined ? '' : row.type === 'trace' ? traceKey(row.trace) : spanKey(trace.span(row.index))
      }
      const wanted = linesOf(nodes, folded)
      expect(
        rows.map((_, place) => `${list.levelAt(place) - 1} ${keyAt(place)}`),
        `seed ${seed}`,
      ).toEqual(wanted)
      expect(
        rows.map((_, place) => trace.placeOf(keyAt(place), list)),
        `seed ${seed}`,
      ).toEqual(rows.map((_, place) => place))
      expect(
        rows.map((_, place) => list.levelAt(list.parentAt(place))),
        `seed ${seed}`,
      ).toEqual(rows.map((_, place) => list.levelAt(place) - 1))
    }
    const all = (list: readonly Node[]): readonly Node[] => list.flatMap((node) => [node, ...all(node.children)])
    const root = all(nodes)[Math.floor(next() * keys.length)]
    if (root === undefined) continue
    const list = trace.rows(folded, { root: root.key })
    const under = rowsOf(trace, folded, { root: root.key }).map((row, place) => {
      const key = row.type === 'trace' ? traceKey(row.trace) : spanKey(trace.span(row.index))
      return `${list.levelAt(place) - 1} ${key}`
    })
    expect(under, `seed ${seed}, root`).toEqual(linesOf([root], folded))
  }
})

test('10,000 attempts, each of the one before, are drawn under the first', () => {
  const trace = createTrace()
  const [one] = draw('chat m  0..9  error=429')
  if (one === undefined) throw new Error('no span')
  const records = Array.from({ length: 10_000 }, (_, at): SpanRecord => ({
    ...one,
    traceId: traceId(at + 1),
    spanId: lineId(at + 1),
    startTimeUnixNano: toUnixNano(ORIGIN + at * 20),
    endTimeUnixNano: toUnixNano(ORIGIN + at * 20 + 9),
    attributes: { ...one.attributes, ...(at === 0 ? {} : { 'genai_devtools.retry.attempt': at }) },
    links: at === 0 ? [] : [{ traceId: traceId(at), spanId: lineId(at), attributes: {} }],
  }))
  ingest(trace, PAGE, entriesOf(records))
  const rows = trace.rows(new Set())
  expect([rows.levelAt(0), rows.levelAt(1), rows.levelAt(9_999), rows.parentAt(9_999)]).toEqual([1, 2, 2, 0])
  expect(trace.rows(new Set([keyOfLine(1)])).length).toBe(1)
})
