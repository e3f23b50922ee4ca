/** The spans that are there at one moment, for whoever takes time to go through them while the trace changes. What lies in files is read from them, many spans at once. */
import { isolated } from './isolate.ts'
import { detailOf, resourceOf } from './file-details.ts'
import type { FileSpan } from './file-details.ts'
import type { FileItem, FileRows, ItemReader } from './file-rows.ts'
import type { LogView, Snapshot, SnapshotSpan, Source, SpanDetail, SpanIndex } from './model.ts'
import { oneAhead } from './one-ahead.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { i32, u32 } from './table.ts'

/** Spans and log records that are read at once, and about the bytes of them in files. */
const PART_ITEMS = 4_096
const PART_BYTES = 4 * 1024 * 1024

/** What a store gives of itself. */
export interface Taken {
  readonly spans: Spans
  /** Of a span whose record lies in no file. */
  detail(row: SpanIndex): SpanDetail | undefined
  /** False once the store was cleared. */
  isCurrent(): boolean
  /** Those of files left out. */
  readonly looseLogs: readonly LogView[]
  /** What is all of the snapshot: a span's row, or `~row` of a trace, if it is there. `undefined`: all that is there. */
  readonly only: { readonly item: number | undefined } | undefined
}

/** Rows that are read at once, the place of each one's trace in the snapshot, and which of them lie in a file. {@link NONE}: a span that is gone. */
interface Part {
  readonly rows: readonly SpanIndex[]
  readonly places: readonly number[]
  readonly inFiles: ReadonlyMap<SpanIndex, FileSpan>
}

type Readers = ReadonlyMap<FileRows, ItemReader>

export class TraceSnapshot implements Snapshot {
  readonly length: number
  readonly #of: Taken
  /** The span that is all of it. */
  readonly #row: SpanIndex | undefined
  readonly #files: readonly FileRows[]
  /** Traces in drawing order, with their ages: a row may be another trace's by now. */
  readonly #traces: Int32Array
  readonly #ages: Uint32Array
  readonly #counts: Uint32Array

  constructor(of: Taken) {
    const { columns, used } = of.spans.tables.traces
    this.#of = of
    const item = of.only?.item ?? ~NONE
    this.#row = of.only?.item === undefined || item < 0 ? undefined : item
    this.#files = of.only === undefined ? [...new Set(of.spans.files.values())] : []
    this.#traces =
      of.only === undefined
        ? Int32Array.from(of.spans.tree.traces)
        : Int32Array.of(this.#row === undefined ? ~item : i32(of.spans.tables.spans.columns.trace, this.#row))
    this.#ages = Uint32Array.from(this.#traces, (trace) => u32(columns.age, trace))
    this.#counts = new Uint32Array(used)
    this.#traces.forEach((trace, place) => void (this.#counts[place] = u32(columns.spans, trace)))
    this.length = of.only === undefined ? of.spans.size : this.#row === undefined ? (this.#counts[0] ?? 0) : 1
  }

  spans(): AsyncGenerator<Iterable<SnapshotSpan | undefined>, void> {
    return oneAhead(this.#parts(), async (part) => this.#spansOf(part, await this.#read(part)))
  }

  async *looseLogs(): AsyncGenerator<Iterable<LogView>, void> {
    if (this.#of.only === undefined) yield this.#of.looseLogs
    for (const file of this.#files) {
      for (let from = 0; ; from += PART_ITEMS) {
        const logs = this.#of.isCurrent() ? file.looseLogs(from, PART_ITEMS) : []
        if (logs.length === 0) break
        const items = logs.map(({ item }) => item)
        const reader = await named(file, () => file.reader.read(items))
        yield looseLogsOf(file, reader, logs)
      }
    }
  }

  /** A trace goes as a whole. */
  #isThere(place: number): boolean {
    const { age } = this.#of.spans.tables.traces.columns
    const trace = this.#traces[place] ?? NONE
    return this.#of.isCurrent() && u32(age, trace) === this.#ages[place] && this.#of.spans.isTrace(trace)
  }

  *#parts(): Generator<Part> {
    let rows: SpanIndex[] = []
    let places: number[] = []
    let inFiles = new Map<SpanIndex, FileSpan>()
    let bytes = 0
    for (let place = 0; place < this.#traces.length; place++) {
      for (const row of this.#rowsOf(place)) {
        const span = row === NONE ? undefined : this.#inFile(row)
        rows.push(row)
        places.push(place)
        if (span !== undefined) {
          inFiles.set(row, span)
          bytes += span.item.size
        }
        if (rows.length < PART_ITEMS && bytes < PART_BYTES) continue
        yield { rows, places, inFiles }
        rows = []
        places = []
        inFiles = new Map()
        bytes = 0
      }
    }
    if (rows.length > 0) yield { rows, places, inFiles }
  }

  #rowsOf(place: number): Int32Array {
    if (this.#row !== undefined) return Int32Array.of(this.#isThere(place) ? this.#row : NONE)
    if (this.#isThere(place)) return this.#of.spans.tree.rowsOf(this.#traces[place] ?? NONE)
    return new Int32Array(this.#counts[place] ?? 0).fill(NONE)
  }

  #inFile(row: SpanIndex): FileSpan | undefined {
    const file = this.#fileOf(row)
    return file && { item: file.itemOf(row), logs: file.logsOf(row) }
  }

  #fileOf(row: SpanIndex): FileRows | undefined {
    const source = this.#of.spans.sourceOf(row)
    return source && this.#of.spans.files.get(source)
  }

  async #read({ rows, inFiles }: Part): Promise<Readers> {
    const items = new Map<FileRows, FileItem[]>()
    for (const row of rows) {
      const [file, span] = [this.#fileOf(row), inFiles.get(row)]
      if (file === undefined || span === undefined) continue
      const known = items.get(file) ?? []
      known.push(span.item, ...span.logs)
      items.set(file, known)
    }
    const read = Array.from(items, async ([file, all]) => [file, await named(file, () => file.reader.read(all))] as const)
    return new Map(await Promise.all(read))
  }

  *#spansOf({ rows, places, inFiles }: Part, readers: Readers): Generator<SnapshotSpan | undefined> {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] ?? NONE
      const source = row !== NONE && this.#isThere(places[at] ?? NONE) ? this.#of.spans.sourceOf(row) : undefined
      const detail = source && this.#detailOf(row, source, inFiles.get(row), readers)
      yield source && detail && { index: row, source, ...detail }
    }
  }

  #detailOf(row: SpanIndex, source: Source, span: FileSpan | undefined, readers: Readers): SpanDetail | undefined {
    const file = this.#fileOf(row)
    const reader = file && readers.get(file)
    if (file === undefined || span === undefined || reader === undefined) return this.#of.detail(row)
    return naming(file, () => detailOf(reader, span, source))
  }
}

function* looseLogsOf(file: FileRows, reader: ItemReader, logs: ReturnType<FileRows['looseLogs']>): Generator<LogView> {
  for (const { item, source } of logs) {
    const { event } = naming(file, () => reader.log(item, undefined))
    if (event !== undefined) yield { event, source, resource: resourceOf(item.place) }
  }
}

/** Of several files it is told which one cannot be read. */
async function named<T>(file: FileRows, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw withName(file, error)
  }
}

function naming<T>(file: FileRows, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw withName(file, error)
  }
}

function withName({ name }: FileRows, error: unknown): Error {
  return new Error(`${isolated(name)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
}
