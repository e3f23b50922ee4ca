/** Rows of spans and of log records, column by column, until they are handed over as a batch. */
import { FLAG_CONTENT, ID_WORDS, TEXT_KINDS } from '../trace/span-batch.ts'
import type { LogBatch, SpanBatch } from '../trace/span-batch.ts'
import { TOKEN_KINDS } from '../trace/span-columns.ts'
import type { RowFacts } from './hot-facts.ts'

/** Rows of a batch at most: some megabytes, which a thread takes in within a frame. */
export const MAX_ROWS = 8_192

/** What stands in a row for one span only; times as in `SpanBatch`. One is filled in again for each row. */
export interface RowValues {
  ids: Uint32Array
  start: number
  end: number
  firstChunk: number
  firstToken: number
  readonly tokens: Float64Array
  /** By place in `EXTRA_NAMES`; absent where it counts none of them. */
  extras: ArrayLike<number> | undefined
  hasContent: boolean
  /** Ids of the attempt before, trace and span; absent where it is no retry. */
  retryOf: ArrayLike<number> | undefined
  /** Numbers of texts and pages; -1: none. */
  conversation: number
  page: number
  place: number
  offset: number
  size: number
}

type SpanColumns = Omit<SpanBatch, 'newTexts' | 'newSaid' | 'newPlaces' | 'newPages' | 'readTo'>
type LogColumns = Omit<LogBatch, 'newPlaces' | 'newPages' | 'readTo'>

/** For a few numbers quicker than `set`. */
function copy(from: Uint32Array | Float64Array, to: Uint32Array | Float64Array, start: number): void {
  for (let at = 0; at < from.length; at++) to[start + at] = from[at] ?? 0
}

/** A list of the same kind, of `rows` rows; all of it where it is that long. */
function head<T extends Uint8Array | Uint32Array | Int32Array | Float64Array>(list: T, length: number): T {
  return (list.length === length ? list : list.slice(0, length)) as T
}

export class SpanRows {
  #length = 0
  #columns = newSpanColumns()
  #extras: number[] = []
  #retries: number[] = []

  get length(): number {
    return this.#length
  }

  add(facts: RowFacts, row: RowValues): void {
    const at = this.#length++
    const columns = this.#columns
    copy(row.ids, columns.ids, at * ID_WORDS)
    columns.start[at] = row.start
    columns.end[at] = row.end
    columns.firstChunk[at] = row.firstChunk
    columns.firstToken[at] = row.firstToken
    copy(row.tokens, columns.tokens, at * TOKEN_KINDS)
    columns.class[at] = facts.class
    columns.outcome[at] = facts.outcome
    columns.flags[at] = facts.flags | (row.hasContent ? FLAG_CONTENT : 0)
    const text = at * TEXT_KINDS
    columns.texts[text] = facts.name
    columns.texts[text + 1] = facts.operation
    columns.texts[text + 2] = facts.subject
    columns.texts[text + 3] = facts.model
    columns.texts[text + 4] = facts.provider
    columns.texts[text + 5] = facts.answering
    columns.texts[text + 6] = facts.tier
    columns.texts[text + 7] = row.conversation
    columns.said[at] = facts.said
    columns.place[at] = row.place
    columns.page[at] = row.page
    columns.offset[at] = row.offset
    columns.size[at] = row.size
    if (row.extras !== undefined) this.#extras.push(at, ...Array.from(row.extras))
    if (row.retryOf !== undefined) this.#retries.push(at, ...Array.from(row.retryOf))
  }

  /** Those that were added since the last time. */
  take(): SpanColumns {
    const length = this.#length
    const { ids, tokens, texts, ...lists } = this.#columns
    const taken = {
      length,
      ids: head(ids, length * ID_WORDS),
      start: head(lists.start, length),
      end: head(lists.end, length),
      firstChunk: head(lists.firstChunk, length),
      firstToken: head(lists.firstToken, length),
      tokens: head(tokens, length * TOKEN_KINDS),
      extras: Float64Array.from(this.#extras),
      retries: Uint32Array.from(this.#retries),
      class: head(lists.class, length),
      outcome: head(lists.outcome, length),
      flags: head(lists.flags, length),
      texts: head(texts, length * TEXT_KINDS),
      said: head(lists.said, length),
      place: head(lists.place, length),
      page: head(lists.page, length),
      offset: head(lists.offset, length),
      size: head(lists.size, length),
    }
    if (length === MAX_ROWS) this.#columns = newSpanColumns()
    this.#length = 0
    this.#extras = []
    this.#retries = []
    return taken
  }
}

function newSpanColumns(): Omit<SpanColumns, 'length' | 'extras' | 'retries'> {
  return {
    ids: new Uint32Array(MAX_ROWS * ID_WORDS),
    start: new Float64Array(MAX_ROWS),
    end: new Float64Array(MAX_ROWS),
    firstChunk: new Float64Array(MAX_ROWS),
    firstToken: new Float64Array(MAX_ROWS),
    tokens: new Float64Array(MAX_ROWS * TOKEN_KINDS),
    class: new Uint8Array(MAX_ROWS),
    outcome: new Uint8Array(MAX_ROWS),
    flags: new Uint8Array(MAX_ROWS),
    texts: new Int32Array(MAX_ROWS * TEXT_KINDS),
    said: new Int32Array(MAX_ROWS),
    place: new Int32Array(MAX_ROWS),
    page: new Int32Array(MAX_ROWS),
    offset: new Float64Array(MAX_ROWS),
    size: new Uint32Array(MAX_ROWS),
  }
}

/** Words of {@link LogBatch.ids} a log record. */
export const LOG_ID_WORDS = 6

export interface LogValues {
  readonly ids: Uint32Array
  /** As in `LogBatch`. */
  readonly isContent: number
  readonly page: number
  readonly place: number
  readonly offset: number
  readonly size: number
}

export class LogRows {
  #length = 0
  #columns = newLogColumns()

  get length(): number {
    return this.#length
  }

  add(row: LogValues): void {
    const at = this.#length++
    const columns = this.#columns
    columns.ids.set(row.ids, at * LOG_ID_WORDS)
    columns.isContent[at] = row.isContent
    columns.place[at] = row.place
    columns.page[at] = row.page
    columns.offset[at] = row.offset
    columns.size[at] = row.size
  }

  take(): LogColumns {
    const length = this.#length
    const { ids, isContent, place, page, offset, size } = this.#columns
    const taken = {
      length,
      ids: head(ids, length * LOG_ID_WORDS),
      isContent: head(isContent, length),
      place: head(place, length),
      page: head(page, length),
      offset: head(offset, length),
      size: head(size, length),
    }
    if (length === MAX_ROWS) this.#columns = newLogColumns()
    this.#length = 0
    return taken
  }
}

function newLogColumns(): Omit<LogColumns, 'length'> {
  return {
    ids: new Uint32Array(MAX_ROWS * LOG_ID_WORDS),
    isContent: new Uint8Array(MAX_ROWS),
    place: new Int32Array(MAX_ROWS),
    page: new Int32Array(MAX_ROWS),
    offset: new Float64Array(MAX_ROWS),
    size: new Uint32Array(MAX_ROWS),
  }
}
