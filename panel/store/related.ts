/** Spans that belong to one: the attempts of a call before and after it, the calls that asked for a tool and got its result, who speaks for an agent. */
import type { JsonValue, Message } from '../../sdk/protocol/records.ts'
import { speakers, type End } from '../trace/calls-below.ts'
import type { RowList, SpanDetail, SpanIndex, SpanView, Trace } from '../trace/model.ts'
import { NONE, SPAN_CLASSES } from '../trace/span-columns.ts'
import { spanKey } from '../trace/span-key.ts'
import { attemptOf, spanWords } from '../trace/span-words.ts'
import { f64, i32, u8 } from '../trace/table.ts'
import { toolCallIdOf } from '../trace/tool-call-id.ts'

/** A longer record is not read on the way to another. */
const MOST_BYTES = 8 * 1024 * 1024
/** Spans that are looked at in each direction. */
const NEAR = 16
/** Rows after a failed call in which its next attempt is looked for. */
const ROWS_AFTER = 64

const INFERENCE = SPAN_CLASSES.indexOf('inference')
const AGENT = SPAN_CLASSES.indexOf('agent')
const EMBEDDINGS = SPAN_CLASSES.indexOf('embeddings')

export interface Attempts {
  readonly before: SpanIndex | undefined
  readonly after: SpanIndex | undefined
}

/** `rows`: in which a next attempt stands that is a trace of its own. */
export async function attemptsOf(trace: Trace, rows: RowList, span: SpanView, detail: SpanDetail): Promise<Attempts> {
  const [link] = attemptOf(detail) === undefined ? [] : detail.record.links
  const before = link && trace.find(spanKey({ document: span.document, traceId: link.traceId, spanId: link.spanId }))
  const later = span.outcome === 'error' ? callsAfter(trace, rows, span) : []
  const read = await trace.readMany(later, MOST_BYTES)
  const after = later.find((index) => {
    const one = read(index)
    return one !== undefined && attemptOf(one) !== undefined && one.record.links.some(({ spanId }) => spanId === span.spanId)
  })
  return { before, after }
}

function callsAfter({ tables }: Trace, rows: RowList, { index, end = 0 }: SpanView): readonly SpanIndex[] {
  const { columns } = tables.spans
  const found = new Set<SpanIndex>()
  const take = (row: number): void => {
    const spanClass = u8(columns.class, row)
    if (found.size < NEAR && row !== index && (spanClass === INFERENCE || spanClass === EMBEDDINGS) && f64(columns.start, row) >= end)
      found.add(row)
  }
  let sibling: number = i32(columns.next, index)
  for (let steps = 0; sibling !== NONE && steps < NEAR; steps++) {
    take(sibling)
    sibling = i32(columns.next, sibling)
  }
  const from = rows.placeOf(index)
  for (let position = from + 1; from >= 0 && position <= from + ROWS_AFTER; position++) {
    const row = rows.at(position)
    if (row !== undefined) take(row.type === 'trace' ? row.trace.first : row.index)
  }
  return [...found]
}

export interface ToolCalls {
  readonly askedBy: SpanIndex | undefined
  readonly wentTo: SpanIndex | undefined
}

/** By the tool call's id. */
export async function toolCallsOf(trace: Trace, span: SpanView, detail: SpanDetail): Promise<ToolCalls> {
  const id = toolCallIdOf(detail)
  if (id === undefined) return { askedBy: undefined, wentTo: undefined }
  const calls = [...trace.spansOfTrace(span.index)].filter((index) => isTalk(trace, index) && index !== span.index)
  const startOf = (index: SpanIndex): number => f64(trace.tables.spans.columns.start, index)
  const inOrder = calls.toSorted((a, b) => startOf(a) - startOf(b))
  const at = inOrder.findLastIndex((index) => startOf(index) <= span.start) + 1
  const [earlier, later] = [inOrder.slice(Math.max(0, at - NEAR), at).toReversed(), inOrder.slice(at, at + NEAR)]
  const read = await trace.readMany([...earlier, ...later], MOST_BYTES)
  const has = (side: 'inputMessages' | 'outputMessages', type: string) => (index: SpanIndex) =>
    hasPart(read(index)?.record.content?.[side] ?? [], type, id)
  return { askedBy: earlier.find(has('outputMessages', 'tool_call')), wentTo: later.find(has('inputMessages', 'tool_call_response')) }
}

function isTalk({ tables }: Trace, index: SpanIndex): boolean {
  const spanClass = u8(tables.spans.columns.class, index)
  return spanClass === INFERENCE || spanClass === AGENT
}

function hasPart(messages: readonly Message[], type: string, id: JsonValue): boolean {
  return messages.some(({ parts }) => parts.some((part) => part.type === type && part['id'] === id))
}

/** What was asked of a span's calls first, and what came of them last. */
export interface Talk {
  readonly asked: { readonly index: SpanIndex; readonly message: Message; readonly at: number } | undefined
  readonly answered: { readonly index: SpanIndex; readonly detail: SpanDetail } | undefined
}

export async function talkOf(trace: Trace, index: SpanIndex): Promise<Talk> {
  const { firstChild, lastChild } = trace.tables.spans.columns
  const from = (end: End): readonly SpanIndex[] => speakers(trace.tables, i32(end === 'first' ? firstChild : lastChild, index), end, NEAR)
  const [first, last] = [from('first'), from('last')]
  const read = await trace.readMany(new Set([...first, ...last]), MOST_BYTES)
  return {
    asked: firstOf(first, (each) => askedOf(read(each), each)),
    answered: firstOf(last, (each) => answerOf(trace, read(each), each)),
  }
}

function firstOf<T>(all: readonly SpanIndex[], find: (index: SpanIndex) => T | undefined): T | undefined {
  for (const index of all) {
    const found = find(index)
    if (found !== undefined) return found
  }
  return undefined
}

function askedOf(detail: SpanDetail | undefined, index: SpanIndex): Talk['asked'] {
  const messages = detail?.record.content?.inputMessages ?? []
  const at = messages.findLastIndex(({ role, parts }) => role === 'user' && parts.some(({ type }) => type !== 'tool_call_response'))
  const message = messages[at]
  return message && { index, message, at: at + (detail?.record.content?.truncatedMessages ?? 0) }
}

/** The row of the agent says the same. */
function answerOf(trace: Trace, detail: SpanDetail | undefined, index: SpanIndex): Talk['answered'] {
  return detail !== undefined && spanWords(trace.span(index), detail).output !== '' ? { index, detail } : undefined
}
