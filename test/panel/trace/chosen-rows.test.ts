/** Lists of chosen rows against a model of them, which works each out of the whole tree as it is written down. */
import { expect, test } from 'vitest'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import type { Row, RowChoice, RowSort, SortBy, SpanIndex, SpanView, Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { spanKey, traceKey } from '../../../panel/trace/span-key.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, entriesOf, keyOfLine, keyOfTrace, lineId, PAGE, random, rowsOf, traceId, traceOf } from './drawing.ts'

const AGENT = `
  invoke_agent researcher  0..6300
    chat claude-x  10..1210  first=400  tokens=300/150
    execute_tool search_web  1210..2010
      chat small  1300..1400  tokens=9/1
    chat claude-x  2010..5110  first=2500  tokens=700/190
  chat gpt-5  7000..  first=7500
  embeddings small  8000..8050  tokens=12/  error=429`

function words(trace: Trace, folded: readonly string[], choice: RowChoice): string {
  return rowsOf(trace, new Set(folded), choice)
    .map((row) => {
      if (row.type === 'trace') return row.trace.name
      const mark = row.hasChildren ? (row.expanded ? '▾ ' : '▸ ') : ''
      const span = trace.span(row.index)
      return `${'  '.repeat(row.level)}${mark}${span.operation} ${span.subject || (span.model ?? '')}${row.context ? ' (context)' : ''}`
    })
    .join('\n')
}

const named = (trace: Trace, operation: string) => (index: SpanIndex) => trace.span(index).operation === operation

test('a filter leaves what is wanted, and what is above it', () => {
  const trace = traceOf(AGENT)
  expect(words(trace, [], { keeps: named(trace, 'chat') })).toBe(`researcher
  ▾ invoke_agent researcher (context)
    chat claude-x
    ▾ execute_tool search_web (context)
      chat small
    chat claude-x
chat gpt-5`)
  expect(words(trace, [], { keeps: named(trace, 'execute_tool') })).toBe(`researcher
  ▾ invoke_agent researcher (context)
    execute_tool search_web`)
  expect(words(trace, [], { keeps: () => false })).toBe('')
})

test('what is folded stays folded, and is there for what is under it', () => {
  const trace = traceOf(AGENT)
  expect(words(trace, [keyOfLine(1)], { keeps: named(trace, 'chat') })).toBe(`researcher
  ▸ invoke_agent researcher (context)
chat gpt-5`)
  expect(words(trace, [keyOfTrace(1)], { keeps: named(trace, 'chat') })).toBe(`researcher
chat gpt-5`)
})

test('a span, or a trace, is opened as the root', () => {
  const trace = traceOf(AGENT)
  expect(words(trace, [], { root: keyOfLine(3) })).toBe(`▾ execute_tool search_web
  chat small`)
  expect(words(trace, [], { root: keyOfTrace(3) })).toBe('embeddings small')
  expect(words(trace, [], { root: keyOfLine(1), keeps: named(trace, 'execute_tool') })).toBe(`▾ invoke_agent researcher (context)
  execute_tool search_web`)
  expect(words(trace, [], { root: keyOfLine(99) })).toBe(words(trace, [], {}))
})

test('without wrappers, what is under them moves up', () => {
  const trace = traceOf(`
  GET /  0..100
    invoke_agent a  10..90
      render  20..80
        chat m  30..40
        hydrate  50..60`)
  expect(words(trace, [], { keyOnly: true })).toBe(`GET /
  ▾ invoke_agent a
    chat m`)
  expect(words(trace, [keyOfLine(3)], { keyOnly: true })).toContain('chat m')
  expect(words(trace, [], { keyOnly: true, root: keyOfLine(3) })).toBe(`▾ render 
  chat m`)
  expect(words(traceOf('GET /  0..100'), [], { keyOnly: true })).toBe('')
})

test('a sorted list is flat, with what is unknown last in both directions', () => {
  const trace = traceOf(AGENT)
  const order = (by: SortBy, down: boolean): string => words(trace, [keyOfTrace(1)], { sort: { by, down } })
  expect(order('duration', true)).toBe(`invoke_agent researcher
chat claude-x
chat claude-x
execute_tool search_web
chat small
embeddings small
chat gpt-5`)
  expect(order('duration', false).split('\n')).toEqual([
    'embeddings small',
    'chat small',
    'execute_tool search_web',
    'chat claude-x',
    'chat claude-x',
    'invoke_agent researcher',
    'chat gpt-5',
  ])
  expect(order('status', false).split('\n').at(0)).toBe('embeddings small')
  const costs = new Map([
    [1, 0.5],
    [4, 0.25],
  ])
  const sort: RowSort = { by: 'cost', down: true, value: (index) => costs.get(index) ?? Number.NaN }
  expect(words(trace, [], { sort, keeps: named(trace, 'chat') }).split('\n')).toEqual([
    'chat claude-x',
    'chat claude-x',
    'chat small',
    'chat gpt-5',
  ])
})

test('the list stays the same until a row, the choice or the epoch is another one', () => {
  const trace = traceOf(AGENT)
  const keeps = named(trace, 'chat')
  const before = trace.rows(new Set(), { keeps, epoch: 1 })
  expect(trace.rows(new Set(), { keeps, epoch: 1 })).toBe(before)
  expect(trace.rows(new Set(), { keeps, epoch: 2 })).not.toBe(before)
  const sorted = trace.rows(new Set(), { sort: { by: 'start', down: false } })
  expect(trace.rows(new Set(), { sort: { by: 'start', down: false } })).toBe(sorted)
  expect(trace.rows(new Set(), { sort: { by: 'start', down: true } })).not.toBe(sorted)
  ingest(trace, PAGE, entriesOf(draw('chat gpt-5  20..30'), 200), 0)
  expect(trace.rows(new Set(), { sort: { by: 'start', down: true } })).toHaveLength(7)
})

// The model.

interface Node {
  readonly row: Row
  readonly key: string
  readonly level: number
  readonly parent: Node | undefined
}

/** All rows, each with the one above it. */
function nodesOf(trace: Trace): readonly Node[] {
  const path: Node[] = []
  return rowsOf(trace).map((row) => {
    const level = row.type === 'trace' ? 0 : row.level
    const key = row.type === 'trace' ? traceKey(row.trace) : spanKey(trace.span(row.index))
    const node: Node = { row, key, level, parent: level === 0 ? undefined : path[level - 1] }
    path[level] = node
    return node
  })
}

function above({ parent }: Node): readonly Node[] {
  return parent === undefined ? [] : [parent, ...above(parent)]
}

function modelRows(trace: Trace, folded: ReadonlySet<string>, { keeps = () => true, keyOnly = false, root }: RowChoice): readonly object[] {
  const all = nodesOf(trace)
  const nodes = root === undefined ? all : all.filter((node) => [node, ...above(node)].some(({ key }) => key === root))
  const isShown = ({ row, key }: Node): boolean =>
    !keyOnly || row.type === 'trace' || key === root || trace.span(row.index).class !== 'other'
  const wanted = new Set(nodes.filter((node) => node.row.type === 'span' && isShown(node) && keeps(node.row.index)))
  const within = (node: Node): readonly Node[] => above(node).filter((each) => nodes.includes(each) && isShown(each))
  const hasBelow = (node: Node): boolean => [...wanted].some((each) => above(each).includes(node))
  return nodes
    .filter((node) => isShown(node) && (wanted.has(node) || hasBelow(node)))
    .filter((node) => !within(node).some(({ key }) => folded.has(key)))
    .map((node) => {
      const seen = { key: node.key, level: within(node).length, expanded: !folded.has(node.key) }
      return node.row.type === 'trace' ? seen : { ...seen, hasChildren: hasBelow(node), context: wanted.has(node) ? undefined : true }
    })
}

const VALUES: { readonly [by in Exclude<SortBy, 'cost' | 'status' | 'self' | 'conversation'>]: (span: SpanView) => number | string } = {
  name: ({ operation, subject, model }) => `${operation} ${subject} ${model ?? ''}`,
  model: ({ model }) => model ?? '',
  ttft: ({ firstToken, firstChunk, start }) => (firstToken ?? firstChunk ?? Number.NaN) - start,
  duration: ({ start, end }) => (end ?? Number.NaN) - start,
  tokens: ({ tokens, tokensBelow = {} }) => {
    const { input, output } = tokens.input === undefined && tokens.output === undefined ? tokensBelow : tokens
    return input === undefined && output === undefined ? Number.NaN : (input ?? 0) + (output ?? 0)
  },
  cached: () => Number.NaN,
  start: ({ start }) => start,
}
const SORTABLE = ['name', 'model', 'ttft', 'duration', 'tokens', 'cached', 'start'] as const

function modelOrder(trace: Trace, choice: RowChoice, by: (typeof SORTABLE)[number], down: boolean): readonly string[] {
  const { keeps = () => true, keyOnly = false } = choice
  const kept = [...trace.spans()].filter((index) => keeps(index)).map((index) => trace.span(index))
  const spans = kept.filter((span) => !keyOnly || span.class !== 'other')
  const valueOf = (span: SpanView): number | string => VALUES[by](span)
  const isKnown = (span: SpanView): boolean => valueOf(span) !== '' && !Number.isNaN(valueOf(span))
  const compare = (a: SpanView, b: SpanView): number => (valueOf(a) < valueOf(b) ? -1 : valueOf(a) > valueOf(b) ? 1 : 0)
  const known = spans.filter((span) => isKnown(span)).toSorted((a, b) => (down ? compare(b, a) : compare(a, b)))
  return [...known, ...spans.filter((span) => !isKnown(span))].map((span) => spanKey(span))
}

/** A forest of some traces, its spans in the order in which they are drawn. */
function forest(next: () => number, length: number): readonly SpanRecord[] {
  const below = (count: number): number => Math.floor(next() * count)
  const operations = ['chat gpt-5', 'chat claude-x', 'invoke_agent a', 'execute_tool b', 'what']
  const lines = Array.from({ length }, (_, at) => {
    const [start, name] = [below(50) * 10, operations[below(operations.length)] ?? '']
    const first = next() < 0.5 ? `  first=${start + below(50)}` : ''
    const tokens = next() < 0.5 ? `  tokens=${below(5)}/${below(5)}` : ''
    return `  ${name}  ${start + at / 1000}..${next() < 0.2 ? '' : start + 10 * below(9) + at / 1000}${first}${tokens}`
  })
  return draw(lines.join('\n')).map((record, at) => {
    const trace = 1 + below(3)
    const parent = below(at + 1)
    return { ...record, traceId: traceId(trace), ...(parent === 0 ? {} : { parentSpanId: lineId(parent) }) }
  })
}

test('rows, order and places are those of the model', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const next = random(seed)
    const trace = createTrace()
    ingest(trace, PAGE, entriesOf(forest(next, 3 + Math.floor(next() * 20))), 0)
    const nodes = nodesOf(trace)
    const folded = new Set(nodes.filter(() => next() < 0.15).map(({ key }) => key))
    const few = new Set([...trace.spans()].filter(() => next() < 0.3))
    const root = next() < 0.5 ? nodes[Math.floor(next() * nodes.length)]?.key : undefined
    const keeps = next() < 0.8 ? (index: SpanIndex) => few.has(index) : () => true
    const choice = { keeps, root, keyOnly: next() < 0.5 }
    const list = trace.rows(folded, choice)
    const rows = rowsOf(trace, folded, choice).map((row) => {
      const key = row.type === 'trace' ? traceKey(row.trace) : spanKey(trace.span(row.index))
      const seen = { key, level: row.type === 'trace' ? 0 : row.level, expanded: row.expanded }
      return row.type === 'trace' ? seen : { ...seen, hasChildren: row.hasChildren, context: row.context }
    })
    expect(rows, `seed ${seed}`).toEqual(modelRows(trace, folded, choice))
    expect(
      rows.map(({ key }) => trace.placeOf(key, list)),
      `seed ${seed}`,
    ).toEqual(rows.map((_, place) => place))
    const parents = rows.map(({ key }) => {
      const node = nodes.find((each) => each.key === key)
      const places = node === undefined ? [] : above(node).map((each) => rows.findIndex((row) => row.key === each.key))
      return places.find((place) => place >= 0) ?? -1
    })
    expect(
      rows.map((_, place) => list.parentAt(place)),
      `seed ${seed}`,
    ).toEqual(parents)
    expect(rows.map((_, place) => list.levelAt(place))).toEqual(rows.map(({ level }) => level + 1))
    for (const by of SORTABLE) {
      const down = next() < 0.5
      const sorted = rowsOf(trace, folded, { keeps, keyOnly: choice.keyOnly, sort: { by, down } })
      expect(
        sorted.flatMap((row) => (row.type === 'span' ? [spanKey(trace.span(row.index))] : [])),
        `seed ${seed}, by ${by}`,
      ).toEqual(modelOrder(trace, choice, by, down))
      expect(sorted.every((row) => row.type === 'span' && row.level === 0 && !row.hasChildren && !row.context)).toBe(true)
    }
  }
})
