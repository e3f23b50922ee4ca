/** Columns → what is shown of a span and of a trace. */
import type { SpanIndex, SpanView, TraceView } from './model.ts'
import { Flag, NONE, OUTCOMES, RUNNING, SPAN_CLASSES } from './span-columns.ts'
import { firstChunkOf } from './fill.ts'
import type { Spans } from './spans.ts'
import { f64, i32, u32, u8 } from './table.ts'

/** @throws RangeError where no span has that index. */
export function spanView(spans: Spans, index: SpanIndex): SpanView {
  const { tables, shared, sums } = spans
  const { columns } = tables.spans
  const trace = i32(columns.trace, index)
  if (trace === NONE) throw new RangeError(`no span ${index}`)
  const said = shared.said.get(i32(columns.said, index))
  const words = shared.words.get(i32(columns.words, index))
  const flags = u8(columns.flags, index)
  const parent = i32(columns.parent, index)
  const start = f64(columns.start, index)
  const firstToken = present(shared.usage.firstToken(index))
  const below = sums.below(index)
  const ending = said?.ending
  const cost = sums.cost(index)
  const retriedAfter = spans.shared.retries.endOfPrevious(index)
  return {
    index,
    document: spans.sourceOf(index)?.document ?? '',
    traceId: spans.ids.textOfTrace(trace),
    spanId: spans.ids.textOfSpan(index),
    parent: parent === NONE ? undefined : parent,
    parentSource: said?.parentSource,
    class: SPAN_CLASSES[u8(columns.class, index)] ?? 'other',
    operation: words?.operation ?? '',
    subject: words?.subject ?? '',
    name: words?.name ?? '',
    internal: (flags & Flag.internal) !== 0,
    model: words?.model,
    provider: words?.provider,
    start,
    end: present(f64(columns.end, index)),
    firstChunk: present(firstChunkOf(tables, index)),
    ...(firstToken === undefined ? {} : { firstToken: start + firstToken }),
    ...((flags & Flag.probablyOver) !== 0 && { probablyOver: true }),
    outcome: OUTCOMES[u8(columns.outcome, index)] ?? OUTCOMES[RUNNING] ?? 'running',
    errorType: said?.errorType,
    statusMessage: said?.statusMessage,
    finishReasons: said?.finishReasons ?? [],
    cutOff: (flags & Flag.cutOff) !== 0,
    tokens: sums.own(index),
    ...(below === undefined ? {} : { tokensBelow: below }),
    ...(retriedAfter === undefined ? {} : { retriedAfter }),
    ...(ending === undefined ? {} : { ending }),
    ...(cost === undefined ? {} : { cost }),
    slowest: sums.slowestOf(trace) === index,
  }
}

export function traceView(spans: Spans, trace: number): TraceView {
  const { tables, shared, sums } = spans
  const { columns } = tables.traces
  const root = i32(columns.first, trace)
  const start = f64(columns.start, trace)
  const words = shared.words.get(i32(tables.spans.columns.words, root))
  const cost = sums.costOfTrace(trace)
  return {
    traceId: spans.ids.textOfTrace(trace),
    document: spans.sourceOf(root)?.document ?? '',
    first: root,
    name: words?.subject || words?.operation || '',
    conversationId: spans.tally.conversationOf(trace),
    url: spans.sourceOf(root)?.url ?? '',
    start,
    // Of the ended spans; where none has ended, the start of the first.
    end: Math.max(start, present(spans.extent.endOf(trace)) ?? start),
    running: u32(columns.running, trace),
    spans: u32(columns.spans, trace),
    tokens: sums.ofTrace(trace),
    ...(cost === undefined ? {} : { cost }),
  }
}

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}
