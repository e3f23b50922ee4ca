/** The spans of a file that is read elsewhere: batch by batch into the columns. Their records stay in the file, and are read again when somebody looks at them. */
import type { Attributes, EventRecord, SpanRecord, TextDelta } from '../../sdk/protocol/records.ts'
import { FileRoom } from './file-room.ts'
import type { Interned } from './interned.ts'
import type { Source, SpanIndex } from './model.ts'
import { keyOfSaid, keyOfWords } from './said.ts'
import type { Said, Words } from './said.ts'
import {
  EXTRA_STEP,
  FLAG_CONTENT,
  FLAG_CUT_OFF,
  FLAG_ESTIMATED,
  FLAG_INTERNAL,
  ID_WORDS,
  RETRY_STEP,
  TEXT_KINDS,
  WORDS_ONLY,
} from './span-batch.ts'
import type { BatchPlace, LogBatch, SpanBatch } from './span-batch.ts'
import { Flag, NONE, TOKEN_KINDS } from './span-columns.ts'
import type { TraceId } from './hex-ids.ts'
import type { SpanIds, Spans } from './spans.ts'
import { addRow, f64, freeRow, i32, setF32, setF64, setI32, setU32, setU8, u32, u8 } from './table.ts'
import type { Tokens } from './model.ts'

/** Where a span or a log record stands in its file. */
export interface FileItem {
  readonly offset: number
  readonly size: number
  readonly place: BatchPlace
}

/** A log record of a file, read again. */
export interface FileLog {
  /** Absent for one that only carries words of its span. */
  readonly event: EventRecord | undefined
  /** Fields of a `SpanContent`. */
  readonly content: { readonly [field: string]: unknown }
  readonly live: readonly TextDelta[]
}

/** How the file is read again. */
export interface FileReader {
  /** Takes the bytes of items from it, of many at once. Rejects, with words for the user, where it cannot be read any more. */
  read(items: readonly FileItem[]): Promise<ItemReader>
}

/** Reads items whose bytes are there. Throws, with words for the user, where the file is not what it was. */
export interface ItemReader {
  span(item: FileItem): SpanRecord
  /** `span`: the one that it belongs to, where that is there. */
  log(item: FileItem, span: SpanRecord | undefined): FileLog
}

const NO_PLACE: BatchPlace = { attributes: {} satisfies Attributes, scope: { name: '' } }
const NO_SAID: Said = { errorType: undefined, statusMessage: undefined, finishReasons: [], ending: undefined, parentSource: undefined }

/** Bits of a batch as those of the column. */
const flagsOf = (said: number): number =>
  ((said & FLAG_CUT_OFF) === 0 ? 0 : Flag.cutOff) |
  ((said & FLAG_ESTIMATED) === 0 ? 0 : Flag.estimated) |
  ((said & FLAG_INTERNAL) === 0 ? 0 : Flag.internal) |
  ((said & FLAG_CONTENT) === 0 ? 0 : Flag.content)

/** A log record whose span is not there. */
interface LooseLog {
  readonly ids: Uint32Array
  readonly row: number
}

export class FileRows {
  /** The file's. */
  readonly name: string
  readonly reader: FileReader
  readonly #spans: Spans
  readonly #epoch: string
  readonly #sources = new Map<string, Source>()
  readonly #texts: string[] = []
  readonly #said: Said[] = []
  readonly #pages: string[] = []
  readonly #places: BatchPlace[] = []
  /** Numbers of words by the numbers of their texts: a text is looked for once, not once a span. */
  readonly #words = new Map<number, { readonly texts: Int32Array; readonly words: Words; readonly key: string }[]>()
  readonly #saidKeys: string[] = []
  #loose: LooseLog[] = []
  /** Spans that were there already, and those for which there was no room. */
  repeated = 0
  leftOut = 0
  readonly room: FileRoom
  readonly #documents = new Set<number>()
  #learned: SpanBatch | undefined
  /** Where in its extras and its retries the next span stands that has some. */
  #nextExtra = 0
  #nextRetry = 0

  constructor(spans: Spans, name: string, epoch: string, reader: FileReader) {
    this.#spans = spans
    this.name = name
    this.#epoch = epoch
    this.reader = reader
    this.room = new FileRoom(spans, (document) => this.#documents.has(document))
  }

  /**
   * Takes spans of a batch in, from one on up to another one; the first part of a batch comes first.
   *
   * @returns where it stopped: before one for which others would have to go, until somebody chose ({@link room}).
   */
  addSpans(batch: SpanBatch, from: number, to: number): number {
    if (this.#learned !== batch) this.#learn(batch)
    for (let at = from; at < to; at++) if (!this.#addSpan(batch, at)) return at
    return to
  }

  addLogs(batch: LogBatch): void {
    this.#places.push(...batch.newPlaces)
    this.#pages.push(...batch.newPages)
    const { logs } = this.#spans.tables
    for (let at = 0; at < batch.length; at++) {
      const row = addRow(logs)
      setF64(logs.columns.offset, row, batch.offset[at] ?? 0)
      setU32(logs.columns.size, row, batch.size[at] ?? 0)
      setI32(logs.columns.place, row, batch.place[at] ?? NONE)
      setI32(logs.columns.page, row, batch.page[at] ?? NONE)
      setU8(logs.columns.isContent, row, batch.isContent[at] ?? 0)
      const log = { ids: batch.ids.slice(at * 6, at * 6 + 6), row }
      if (!this.#joinLog(log)) this.#loose.push(log)
    }
  }

  /** All of the file was read: log records that came before their spans find them. */
  end(): void {
    this.#loose = this.#loose.filter((log) => !this.#joinLog(log))
  }

  /** Log records of no span that is there, and their pages: `count` at most, from one on. */
  looseLogs(from: number, count: number): readonly { readonly item: FileItem; readonly source: Source }[] {
    const { page } = this.#spans.tables.logs.columns
    const some = this.#loose.slice(from, from + count)
    return some.map(({ row }) => ({ item: this.#logItem(row), source: this.#sourceFor(this.#pages[i32(page, row)] ?? '') }))
  }

  /** Log records that only carry the words of a span, which is not there. */
  get looseContents(): number {
    const { isContent } = this.#spans.tables.logs.columns
    return this.#loose.filter(({ row }) => u8(isContent, row) === WORDS_ONLY).length
  }

  /** What was taken in goes again. */
  forget(): void {
    for (const { document } of this.#sources.values()) this.#spans.forgetDocument(document)
    this.#loose = []
  }

  itemOf(row: SpanIndex): FileItem {
    const { offset, bytes, seq } = this.#spans.tables.spans.columns
    return { offset: f64(offset, row), size: u32(bytes, row), place: this.#placeOf(u32(seq, row)) }
  }

  #placeOf(number: number): BatchPlace {
    return this.#places[number] ?? NO_PLACE
  }

  /** Log records of a span, in the order of the file. */
  logsOf(row: SpanIndex): readonly FileItem[] {
    const { logs, spans } = this.#spans.tables
    const found: number[] = []
    for (let log = i32(spans.columns.logs, row); log !== NONE; log = i32(logs.columns.next, log)) found.push(log)
    return found.toReversed().map((log) => this.#logItem(log))
  }

  #sourceFor(page: string): Source {
    const known = this.#sources.get(page)
    if (known !== undefined) return known
    // The first one is of the spans that name no page, or of the first page that some name.
    const document = this.#sources.size === 0 ? `file:${this.name}` : `file:${this.name}#${this.#sources.size + 1}`
    const source = { document, url: page, epoch: this.#epoch }
    this.#sources.set(page, source)
    this.#documents.add(this.#spans.ids.documentOf(document))
    this.#spans.files.set(source, this)
    return source
  }

  #logItem(log: number): FileItem {
    const { offset, size, place } = this.#spans.tables.logs.columns
    return { offset: f64(offset, log), size: u32(size, log), place: this.#placeOf(i32(place, log)) }
  }

  #learn(batch: SpanBatch): void {
    this.#learned = batch
    this.#nextExtra = 0
    this.#nextRetry = 0
    this.#texts.push(...batch.newTexts)
    this.#places.push(...batch.newPlaces)
    this.#pages.push(...batch.newPages)
    for (const said of batch.newSaid) {
      this.#said.push(said)
      this.#saidKeys.push(keyOfSaid(said))
    }
  }

  /** False where somebody has to choose first. */
  #addSpan(batch: SpanBatch, at: number): boolean {
    const spans = this.#spans
    const source = this.#sourceFor(this.#pages[batch.page[at] ?? NONE] ?? '')
    const ids = idsAt(batch.ids, at * ID_WORDS)
    const document = spans.ids.documentOf(source.document)
    const known = spans.ids.findTrace(document, ids.trace)
    const room = known !== NONE && spans.ids.spanOf(known, ids.span) !== NONE ? undefined : this.room.forOne(known)
    if (room === undefined) this.repeated++
    else if (room === 'none') this.leftOut++
    else if (room === 'there') {
      const trace = known === NONE ? spans.addTrace(source, ids.trace, batch.start[at] ?? 0) : known
      spans.insert(source, trace, ids, (row) => this.#fill(batch, at, row))
    }
    return room !== 'asked'
  }

  #fill(batch: SpanBatch, at: number, row: SpanIndex): string | undefined {
    const { shared, tables } = this.#spans
    const { columns } = tables.spans
    setF64(columns.start, row, batch.start[at] ?? 0)
    setF64(columns.end, row, batch.end[at] ?? Number.NaN)
    setF32(columns.firstChunk, row, batch.firstChunk[at] ?? Number.NaN)
    setU8(columns.class, row, batch.class[at] ?? 0)
    setU8(columns.outcome, row, batch.outcome[at] ?? 0)
    setU8(columns.flags, row, u8(columns.flags, row) | Flag.file | flagsOf(batch.flags[at] ?? 0))
    setF64(columns.offset, row, batch.offset[at] ?? 0)
    setU32(columns.bytes, row, batch.size[at] ?? 0)
    setU32(columns.seq, row, batch.place[at] ?? 0)
    setI32(columns.words, row, this.#wordsAt(batch.texts, at * TEXT_KINDS, shared.words))
    const said = batch.said[at] ?? NONE
    setI32(columns.said, row, shared.said.use(this.#saidKeys[said] ?? NO_SAID_KEY, this.#said[said] ?? NO_SAID))
    shared.usage.set(row, tokensAt(batch.tokens, at * TOKEN_KINDS), batch.firstToken[at] ?? Number.NaN, this.#extrasAt(batch.extras, at))
    this.#fillRetry(batch.retries, at, row)
    this.#spans.weighFileRow(row)
    return this.#texts[batch.texts[at * TEXT_KINDS + TEXT_KINDS - 1] ?? NONE]
  }

  /** Spans are taken in by place: those that have some come in the same order. */
  #extrasAt(extras: Float64Array, at: number): Float64Array | undefined {
    while ((extras[this.#nextExtra] ?? Number.POSITIVE_INFINITY) < at) this.#nextExtra += EXTRA_STEP
    return extras[this.#nextExtra] === at ? extras.subarray(this.#nextExtra + 1, this.#nextExtra + EXTRA_STEP) : undefined
  }

  #fillRetry(retries: Uint32Array, at: number, row: SpanIndex): void {
    while ((retries[this.#nextRetry] ?? Number.POSITIVE_INFINITY) < at) this.#nextRetry += RETRY_STEP
    if (retries[this.#nextRetry] !== at) return
    const [id0 = 0, id1 = 0, id2 = 0, id3 = 0, high = 0, low = 0] = retries.subarray(this.#nextRetry + 1, this.#nextRetry + RETRY_STEP)
    this.#spans.shared.retries.set(row, { trace: { words: [id0, id1, id2, id3] }, span: { high, low } })
  }

  #wordsAt(texts: Int32Array, from: number, shared: Interned<Words>): number {
    const known = this.#knownWords(texts, from)
    return shared.use(known.key, known.words)
  }

  #knownWords(texts: Int32Array, from: number): { readonly words: Words; readonly key: string } {
    const end = from + TEXT_KINDS - 1
    let hash = 0
    for (let at = from; at < end; at++) hash = (Math.imul(hash, 31) + (texts[at] ?? 0)) | 0
    const same = this.#words.get(hash) ?? []
    const known = same.find((each) => isSameText(each.texts, texts, from))
    if (known !== undefined) return known
    const named = Array.from(texts.subarray(from, end), (text) => this.#texts[text])
    const [name = '', operation = '', subject = '', model, provider, answering, tier] = named
    const words = { name, operation, subject, model, provider, answering, tier }
    const found = { texts: texts.slice(from, end), words, key: keyOfWords(words) }
    this.#words.set(hash, [...same, found])
    return found
  }

  /** False where its span is not there. */
  #joinLog({ ids, row }: LooseLog): boolean {
    const { tables } = this.#spans
    const { columns } = tables.spans
    const id = idsAt(ids, 0)
    for (const source of this.#sources.values()) {
      const trace = this.#spans.ids.findTrace(this.#spans.ids.documentOf(source.document), id.trace)
      const span = trace === NONE ? NONE : this.#spans.ids.spanOf(trace, id.span)
      if (span === NONE) continue
      setI32(tables.logs.columns.next, row, i32(columns.logs, span))
      setI32(columns.logs, span, row)
      if (u8(tables.logs.columns.isContent, row) > 0) this.#spans.mark(span, Flag.content)
      return true
    }
    return false
  }
}

/** A span of a file goes: so do its log records. */
export function forgetLogs({ tables }: Spans, row: SpanIndex): void {
  const { logs, spans } = tables
  for (let log = i32(spans.columns.logs, row); log !== NONE; log = i32(logs.columns.next, log)) freeRow(logs, log)
}

const NO_SAID_KEY = keyOfSaid(NO_SAID)

function isSameText(known: Int32Array, texts: Int32Array, from: number): boolean {
  for (let at = 0; at < known.length; at++) if (known[at] !== texts[from + at]) return false
  return true
}

function idsAt(ids: Uint32Array, from: number): SpanIds & { readonly trace: TraceId } {
  const [high = 0, low = 0] = [ids[from + 6], ids[from + 7]]
  return {
    trace: { words: [ids[from] ?? 0, ids[from + 1] ?? 0, ids[from + 2] ?? 0, ids[from + 3] ?? 0] },
    span: { high: ids[from + 4] ?? 0, low: ids[from + 5] ?? 0 },
    parent: high === 0 && low === 0 ? undefined : { high, low },
  }
}

function tokensAt(counts: Float64Array, from: number): Tokens {
  const [input, output, cacheRead, cacheWrite, reasoning] = counts.subarray(from, from + TOKEN_KINDS)
  const said = (count: number | undefined): number | undefined => (count === undefined || Number.isNaN(count) ? undefined : count)
  return {
    input: said(input),
    output: said(output),
    cacheRead: said(cacheRead),
    cacheWrite: said(cacheWrite),
    reasoning: said(reasoning),
  } as Tokens
}
