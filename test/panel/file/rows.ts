/** Batches → one plain object a span, and the same of spans that were read as a whole text, for comparison. */
import type { LogBatch, SpanBatch } from '../../../panel/trace/span-batch.ts'
import {
  EXTRA_STEP,
  FLAG_CONTENT,
  FLAG_CUT_OFF,
  FLAG_ESTIMATED,
  FLAG_INTERNAL,
  ID_WORDS,
  TEXT_KINDS,
} from '../../../panel/trace/span-batch.ts'
import { EXTRA_NAMES, OUTCOMES, SPAN_CLASSES, TOKEN_KINDS } from '../../../panel/trace/span-columns.ts'
import { createEntries } from '../../../panel/file/entries.ts'
import type { Batch } from '../../../panel/file/source-rows.ts'
import { soundSpanId, soundTraceId } from '../../../panel/otlp/ids.ts'
import type { ReadSpan } from '../../../panel/otlp/read-spans.ts'
import { readResourceEntry } from '../../../sdk/protocol/read-records.ts'
import { readFacts } from '../../../panel/trace/facts.ts'
import { parseFilter } from '../../../panel/trace/filter-parse.ts'
import { createTrace } from '../../../panel/trace/trace.ts'

export interface Row {
  readonly [name: string]: unknown
}

/** Zeros for a span that has none. */
function extrasAt({ extras }: SpanBatch, at: number): readonly number[] {
  for (let from = 0; from < extras.length; from += EXTRA_STEP)
    if (extras[from] === at) return [...extras.subarray(from + 1, from + EXTRA_STEP)]
  return EXTRA_NAMES.map(() => 0)
}

const hex = (words: Uint32Array, from: number, count: number): string =>
  Array.from(words.subarray(from, from + count), (word) => word.toString(16).padStart(8, '0')).join('')
/** Of -0 the columns keep 0. */
const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value + 0)

/** What batches bring, with their numbers looked up. */
export class RowsOf {
  readonly spans: Row[] = []
  readonly logs: Row[] = []
  readonly offsets: (readonly [offset: number, size: number])[] = []
  readonly logOffsets: (readonly [offset: number, size: number])[] = []
  readonly #texts: string[] = []
  readonly #said: SpanBatch['newSaid'][number][] = []
  readonly #places: SpanBatch['newPlaces'][number][] = []
  readonly #pages: string[] = []

  constructor(batches: readonly Batch[] = []) {
    for (const batch of batches) this.add(batch)
  }

  add({ type, batch }: Batch): void {
    this.#places.push(...batch.newPlaces)
    this.#pages.push(...batch.newPages)
    if (type === 'logs') {
      for (let at = 0; at < batch.length; at++) {
        this.logs.push(this.#log(batch, at))
        this.logOffsets.push([batch.offset[at] ?? -1, batch.size[at] ?? -1])
      }
    } else {
      this.#texts.push(...batch.newTexts)
      this.#said.push(...batch.newSaid)
      for (let at = 0; at < batch.length; at++) {
        this.spans.push(this.#span(batch, at))
        this.offsets.push([batch.offset[at] ?? -1, batch.size[at] ?? -1])
      }
    }
  }

  #span(batch: SpanBatch, at: number): Row {
    const ids = at * ID_WORDS
    const [name, operation, subject, model, provider, answering, tier, conversation] = Array.from(
      { length: TEXT_KINDS },
      (_, kind) => this.#texts[batch.texts[at * TEXT_KINDS + kind] ?? -1],
    )
    const said = this.#said[batch.said[at] ?? -1]
    const start = batch.start[at] ?? 0
    const end = batch.end[at] ?? Number.NaN
    const flags = batch.flags[at] ?? 0
    return {
      traceId: hex(batch.ids, ids, 4),
      spanId: hex(batch.ids, ids + 4, 2),
      parent: hex(batch.ids, ids + 6, 2),
      start,
      end: known(end),
      firstChunk: known(Math.min(start + (batch.firstChunk[at] ?? 0), known(end) ?? Infinity)),
      firstToken: known(start + (batch.firstToken[at] ?? 0)),
      tokens: Array.from(batch.tokens.subarray(at * TOKEN_KINDS, (at + 1) * TOKEN_KINDS), known),
      estimated: (flags & FLAG_ESTIMATED) !== 0,
      cutOff: (flags & FLAG_CUT_OFF) !== 0,
      hasContent: (flags & FLAG_CONTENT) !== 0,
      internal: (flags & FLAG_INTERNAL) !== 0,
      class: SPAN_CLASSES[batch.class[at] ?? -1],
      outcome: OUTCOMES[batch.outcome[at] ?? -1],
      ...{ name, operation, subject, model, provider, answering, tier, conversation },
      extras: extrasAt(batch, at),
      errorType: said?.errorType,
      statusMessage: said?.statusMessage,
      finishReasons: said?.finishReasons ?? [],
      ending: said?.ending,
      parentSource: said?.parentSource,
      place: this.#places[batch.place[at] ?? -1],
      page: this.#pages[batch.page[at] ?? -1] ?? '',
    }
  }

  #log(batch: LogBatch, at: number): Row {
    return {
      traceId: hex(batch.ids, at * 6, 4),
      spanId: hex(batch.ids, at * 6 + 4, 2),
      isContent: batch.isContent[at] === 1,
      place: this.#places[batch.place[at] ?? -1],
      page: this.#pages[batch.page[at] ?? -1] ?? '',
    }
  }
}

/** Has room for one span, so that the next one has it for itself: to make a trace for each took half of the time. */
const trace = createTrace({ spans: 1, bytes: Number.POSITIVE_INFINITY })
let taken = 0

/** What the trace shows of a span that was read as a whole text. */
export function rowOf(span: ReadSpan): Row {
  // Of a document of its own: what one document says twice is heard once.
  for (const { source, entries } of createEntries(`${taken++}`, 'e', [span], [])) trace.ingest(source, entries, 0)
  const row = trace.rows(new Set()).at(0)
  if (trace.size !== 1 || row?.type !== 'span') throw new Error('the trace has not the one span that came')
  const view = trace.span(row.index)
  const { record, place, url } = span
  const { input, output, cacheRead, cacheWrite, reasoning, estimated } = view.tokens
  const entry = readResourceEntry({ resource: 'r', ...place })
  const { answering, tier, extras = EXTRA_NAMES.map(() => 0) } = readFacts(record)
  return {
    traceId: soundTraceId(record.traceId),
    spanId: soundSpanId(record.spanId),
    parent: record.parentSpanId === undefined ? '0'.repeat(16) : soundSpanId(record.parentSpanId),
    start: view.start,
    end: view.end,
    firstChunk: view.firstChunk,
    firstToken: view.firstToken,
    tokens: [input, output, cacheRead, cacheWrite, reasoning],
    estimated: estimated === true,
    cutOff: view.cutOff,
    hasContent: trace.matcher(parseFilter('has:content'))(row.index),
    internal: view.internal,
    class: view.class,
    outcome: view.outcome,
    name: view.name,
    operation: view.operation,
    subject: view.subject,
    model: view.model,
    provider: view.provider,
    answering,
    tier,
    extras,
    conversation: trace.traces()[0]?.conversationId,
    errorType: view.errorType,
    statusMessage: view.statusMessage,
    finishReasons: view.finishReasons,
    ending: view.ending,
    parentSource: view.parentSource,
    place: { attributes: entry?.attributes, scope: entry?.scope },
    page: url,
  }
}
