/** Spans that belong to one: the calls that asked for a tool and got its result, who speaks for an agent. */
import type { JsonValue, Message } from '../../sdk/protocol/records.ts'
import { speakers, type End } from '../trace/calls-below.ts'
import type { SpanDetail, SpanIndex, SpanView, Trace } from '../trace/model.ts'
import { SPAN_CLASSES } from '../trace/span-columns.ts'
import { spanKey, type RowKey } from '../trace/span-key.ts'
import { spanWords } from '../trace/span-words.ts'
import { f64, i32, u8 } from '../trace/table.ts'
import { toolCallIdOf } from '../trace/tool-call-id.ts'

/** A longer record is not read on the way to another. */
const MOST_BYTES = 8 * 1024 * 1024
/** Spans that are looked at in each direction. */
const NEAR = 16

const INFERENCE = SPAN_CLASSES.indexOf('inference')
const AGENT = SPAN_CLASSES.indexOf('agent')

/** A row number may be another span's by the time that it is drawn. */
const keyOf = (trace: Trace, index: SpanIndex): RowKey => spanKey(trace.span(index))

export interface ToolCalls {
  readonly askedBy: RowKey | undefined
  readonly wentTo: RowKey | undefined
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
  const having = (side: 'inputMessages' | 'outputMessages', type: string) => (one: SpanDetail, index: SpanIndex) =>
    hasPart(one.record.content?.[side] ?? [], type, id) ? keyOf(trace, index) : undefined
  return {
    askedBy: await firstOf(trace, earlier, having('outputMessages', 'tool_call')),
    wentTo: await firstOf(trace, later, having('inputMessages', 'tool_call_response')),
  }
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
  readonly asked: { readonly key: RowKey; readonly message: Message; readonly at: number } | undefined
  readonly answered: { readonly key: RowKey; readonly detail: SpanDetail } | undefined
}

export async function talkOf(trace: Trace, index: SpanIndex): Promise<Talk> {
  const { firstChild, lastChild } = trace.tables.spans.columns
  const from = (end: End): readonly SpanIndex[] => speakers(trace.tables, i32(end === 'first' ? firstChild : lastChild, index), end, NEAR)
  return {
    asked: await firstOf(trace, from('first'), (one, each) => askedOf(one, keyOf(trace, each))),
    answered: await firstOf(trace, from('last'), (one, each) => answerOf(trace, one, each)),
  }
}

/** One after another: each record may be long, and mostly the first is it. */
async function firstOf<T>(
  trace: Trace,
  all: readonly SpanIndex[],
  find: (detail: SpanDetail, index: SpanIndex) => T | undefined,
): Promise<T | undefined> {
  for (const index of all) {
    const detail = (await trace.readMany([index], MOST_BYTES))(index)
    const found = detail && find(detail, index)
    if (found !== undefined) return found
  }
  return undefined
}

function askedOf({ record: { content } }: SpanDetail, key: RowKey): Talk['asked'] {
  const messages = content?.inputMessages ?? []
  const at = messages.findLastIndex(({ role, parts }) => role === 'user' && parts.some(({ type }) => type !== 'tool_call_response'))
  const message = messages[at]
  return message && { key, message, at: at + (content?.truncatedMessages ?? 0) }
}

/** The row of the agent says the same. */
function answerOf(trace: Trace, detail: SpanDetail, index: SpanIndex): Talk['answered'] {
  return spanWords(trace.span(index), detail).output !== '' ? { key: keyOf(trace, index), detail } : undefined
}
