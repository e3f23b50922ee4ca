/** The calls of a conversation in order: of all traces that name the same one, or else of the span's trace. */
import type { SpanIndex, SpanView, Trace } from '../trace/model.ts'
import { NONE, SPAN_CLASSES } from '../trace/span-columns.ts'
import { f64, i32, u8 } from '../trace/table.ts'

const INFERENCE = SPAN_CLASSES.indexOf('inference')

export interface Neighbours {
  readonly previous: SpanIndex | undefined
  readonly next: SpanIndex | undefined
}

/**
 * The calls that started last before the span and first after it. Calls under the same parent come first: an agent's own history goes past those of the agents
 * that it called.
 */
export function neighbours(trace: Trace, span: SpanView): Neighbours {
  const { columns } = trace.tables.spans
  const parent = i32(columns.parent, span.index)
  const [siblings, all] = [new Nearest(span), new Nearest(span)]
  for (const index of callsBeside(trace, span.index)) {
    const start = f64(columns.start, index)
    all.add(index, start)
    if (parent !== NONE && i32(columns.parent, index) === parent) siblings.add(index, start)
  }
  return { previous: siblings.previous ?? all.previous, next: siblings.next ?? all.next }
}

function* callsBeside(trace: Trace, span: SpanIndex): Generator<SpanIndex> {
  const { spans, traces } = trace.tables
  const own = i32(spans.columns.trace, span)
  for (const other of tracesBeside(trace, own)) {
    const first = i32(traces.columns.first, other)
    if (first === NONE) continue
    for (const index of trace.spansOfTrace(first)) if (u8(spans.columns.class, index) === INFERENCE) yield index
  }
}

function* tracesBeside(trace: Trace, own: number): Generator<number> {
  const { traces } = trace.tables
  const { conversation, document } = traces.columns
  const [id, page] = [i32(conversation, own), i32(document, own)]
  if (id === NONE) return yield own
  for (let other = 0; other < traces.length; other++) if (i32(conversation, other) === id && i32(document, other) === page) yield other
}

/** Calls that started at the same time stand in the order of their rows. */
class Nearest {
  previous: SpanIndex | undefined
  next: SpanIndex | undefined
  readonly #span: SpanView
  #before = Number.NEGATIVE_INFINITY
  #after = Number.POSITIVE_INFINITY

  constructor(span: SpanView) {
    this.#span = span
  }

  add(index: SpanIndex, start: number): void {
    const { start: own, index: row } = this.#span
    if (index === row) return
    const isBefore = start < own || (start === own && index < row)
    if (isBefore && (start > this.#before || (start === this.#before && index > (this.previous ?? -1)))) {
      this.previous = index
      this.#before = start
    }
    if (!isBefore && (start < this.#after || (start === this.#after && index < (this.next ?? Infinity)))) {
      this.next = index
      this.#after = start
    }
  }
}
