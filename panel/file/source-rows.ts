/** What is read of a source, in the order of its bytes → batches. Rows whose place is not known yet wait for it, and with them all that come after. */
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import { readResourceEntry } from '../../sdk/protocol/read-records.ts'
import { soundSpanId, soundTraceId } from '../otlp/ids.ts'
import type { ReadLog } from '../otlp/read-logs.ts'
import type { ReadSpan } from '../otlp/read-spans.ts'
import { resourceAttributes, scopeOf } from '../otlp/scoped.ts'
import type { Skip } from '../otlp/scoped.ts'
import { hasContent } from '../trace/has-content.ts'
import { attemptBefore } from '../trace/retries.ts'
import { ID_WORDS, RETRY_STEP, WITH_WORDS, WORDS_ONLY } from '../trace/span-batch.ts'
import type { BatchPlace, LogBatch, SpanBatch } from '../trace/span-batch.ts'
import { EXTRA_KINDS, TOKEN_KINDS } from '../trace/span-columns.ts'
import { LOG_ID_WORDS, LogRows, MAX_ROWS, SpanRows } from './batch-rows.ts'
import type { RowValues } from './batch-rows.ts'
import { rowFacts, rowNumbers } from './hot-facts.ts'
import type { HotFacts, RowFacts } from './hot-facts.ts'
import { CONVERSATION_SLOT, FIRST_CHUNK, FIRST_EXTRA, FIRST_TOKEN, PAGE_SLOT, TO_FIRST_CHUNK } from './hot-names.ts'
import type { HotSpan, HotTables } from './hot-span.ts'
import { MAX_WAITING, Places, SourceNumbers } from './source-numbers.ts'

export type Batch = { readonly type: 'spans'; readonly batch: SpanBatch } | { readonly type: 'logs'; readonly batch: LogBatch }

/** Columns whose lists of what is new are added when they are handed over. */
type Waiting =
  | { readonly type: 'spans'; readonly columns: ReturnType<SpanRows['take']>; readonly readTo: number }
  | { readonly type: 'logs'; readonly columns: ReturnType<LogRows['take']>; readonly readTo: number }

export class SourceRows {
  readonly numbers = new SourceNumbers()
  readonly places = new Places()
  spans = 0
  logs = 0
  readonly #spanRows = new SpanRows()
  readonly #logRows = new LogRows()
  #waiting: Waiting[] = []
  #waitingRows = 0
  readonly #ids = new Uint32Array(ID_WORDS)
  readonly #extras = new Float64Array(EXTRA_KINDS)
  readonly #row: RowValues = {
    ids: this.#ids,
    // Fractions from the first row on: their type stays.
    start: 0.5,
    end: 0.5,
    firstChunk: 0.5,
    firstToken: 0.5,
    tokens: new Float64Array(TOKEN_KINDS),
    extras: undefined,
    hasContent: false,
    retryOf: undefined,
    conversation: -1,
    page: -1,
    place: -1,
    offset: 0.5,
    size: 0,
  }

  /** @param resource as `JSON.parse` gives it. */
  resource(resource: unknown): void {
    this.places.resource(checked({ attributes: resourceAttributes(resource), scope: { name: '' } }).attributes)
  }

  scope(scope: unknown, skip: Skip): void {
    this.places.scope(checked({ attributes: {}, scope: scopeOf(scope, skip) }).scope)
  }

  addHot(hot: HotSpan, tables: HotTables, facts: HotFacts, offset: number, size: number): void {
    const row = this.#row
    for (let kind = 0; kind < TOKEN_KINDS; kind++) row.tokens[kind] = hot.number(kind)
    row.extras = this.#extrasOf(hot)
    row.hasContent = hot.hasContent
    // Those of retries are read in full.
    row.retryOf = undefined
    const firstChunk = hot.number(FIRST_CHUNK)
    row.ids = hot.ids
    row.start = hot.start
    row.end = hot.end
    row.firstChunk = Number.isNaN(firstChunk) ? hot.number(TO_FIRST_CHUNK) * 1000 : firstChunk
    row.firstToken = hot.number(FIRST_TOKEN) * 1000
    row.conversation = tables.conversations.values[hot.values[CONVERSATION_SLOT] ?? -1] ?? -1
    row.page = tables.pages.values[hot.values[PAGE_SLOT] ?? -1] ?? -1
    this.#add(facts.find(hot), offset, size)
  }

  /** Absent for most. */
  #extrasOf(hot: HotSpan): Float64Array | undefined {
    let isAny = false
    for (let extra = 0; extra < EXTRA_KINDS; extra++) {
      const count = hot.number(FIRST_EXTRA + extra)
      this.#extras[extra] = count > 0 ? count : 0
      isAny ||= count > 0
    }
    return isAny ? this.#extras : undefined
  }

  /** A span that was read in full. An id that is none of OTLP's is replaced as in a saved file. */
  addRecord({ record, url }: ReadSpan, offset: number, size: number): void {
    const row = this.#row
    const { tokens, conversation, ...times } = rowNumbers(record)
    setWords(this.#ids, 0, soundTraceId(record.traceId))
    setWords(this.#ids, 4, soundSpanId(record.spanId))
    this.#ids.fill(0, 6)
    if (record.parentSpanId !== undefined) setWords(this.#ids, 6, soundSpanId(record.parentSpanId))
    row.retryOf = retryOf(record)
    row.tokens.set(tokens)
    row.hasContent = hasContent(record)
    Object.assign(row, times, { ids: this.#ids, conversation: this.numbers.text(conversation), page: this.numbers.page(url) })
    this.#add(rowFacts(record, this.numbers), offset, size)
  }

  addLog(ids: Uint32Array, isContent: number, page: number, offset: number, size: number): void {
    this.#logRows.add({ ids, isContent, page, place: this.places.number(), offset, size })
    this.logs++
    if (this.#logRows.length === MAX_ROWS) this.#wait('logs', offset + size)
  }

  addReadLog({ event, traceId, spanId, url, content }: ReadLog, offset: number, size: number): void {
    const ids = new Uint32Array(LOG_ID_WORDS)
    if (traceId !== undefined) setWords(ids, 0, soundTraceId(traceId))
    if (spanId !== undefined) setWords(ids, 4, soundSpanId(spanId))
    const hasWords = event !== undefined && hasContent({ attributes: event.attributes, content })
    this.addLog(ids, event === undefined ? WORDS_ONLY : hasWords ? WITH_WORDS : 0, this.numbers.page(url), offset, size)
  }

  /** Batches that can be handed over. `all`: also those that are not full. */
  take(readTo: number, all: boolean): readonly Batch[] {
    if (all) {
      if (this.#spanRows.length > 0) this.#wait('spans', readTo)
      if (this.#logRows.length > 0) this.#wait('logs', readTo)
    }
    if (this.places.isWaiting) return []
    const batches = this.#waiting.map((each) => this.#batch(each))
    this.#waiting = []
    this.#waitingRows = 0
    return batches
  }

  get hasBatches(): boolean {
    return this.#waiting.length > 0 && !this.places.isWaiting
  }

  #add(facts: RowFacts, offset: number, size: number): void {
    const row = this.#row
    row.place = this.places.number()
    row.offset = offset
    row.size = size
    this.#spanRows.add(facts, row)
    this.spans++
    if (this.#spanRows.length === MAX_ROWS) this.#wait('spans', offset + size)
  }

  #wait(type: 'spans' | 'logs', readTo: number): void {
    const rows = type === 'spans' ? this.#spanRows : this.#logRows
    this.#waitingRows += rows.length
    this.#waiting.push({ type, columns: rows.take(), readTo } as Waiting)
    if (this.#waitingRows > MAX_WAITING && this.places.isWaiting) this.places.giveUp()
  }

  #batch({ type, columns, readTo }: Waiting): Batch {
    const shared = { ...this.places.take(), ...this.numbers.takePages(), readTo }
    if (type === 'logs') return { type, batch: { ...columns, ...shared } }
    return { type, batch: { ...columns, ...this.numbers.take(), ...shared } }
  }
}

/** As a resource that a page sends is read. */
function checked(place: BatchPlace): BatchPlace {
  return readResourceEntry({ resource: 'r', ...place }) ?? place
}

/** As its batch has it. */
function retryOf(record: SpanRecord): Uint32Array | undefined {
  const before = attemptBefore(record)
  if (before === undefined) return undefined
  const ids = new Uint32Array(RETRY_STEP - 1)
  setWords(ids, 0, soundTraceId(before.traceId))
  setWords(ids, 4, soundSpanId(before.spanId))
  return ids
}

function setWords(words: Uint32Array, from: number, hex: string): void {
  for (let word = 0; word * 8 < hex.length; word++) words[from + word] = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16)
}
