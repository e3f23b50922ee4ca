/**
 * What the store of spans answers and to whom: the types between the columns (`span-columns.ts`), the view and the files. Pure: no Preact, no
 * signals, no browser API, so that the devtools page can own a trace and the panel's realm can read it.
 */
import type { AcceptedEntry } from '../../sdk/protocol/accepted.ts'
import type { Cost } from '../cost/price.ts'
import type { BarTimes } from './bar-times.ts'
import type { Interval } from './busy-time.ts'
import type { FileReader } from './file-rows.ts'
import type { OpenFile } from './open-file.ts'
import type { Filter } from './filter.ts'
import type { IdleOf } from './idle-time.ts'
import type { RowChoice } from './row-choice.ts'
import type { Tables } from './span-columns.ts'
import type { RowKey } from './span-key.ts'
import type { TraceCosts } from './trace-costs.ts'
import type {
  ChunkTimings,
  EventRecord,
  JsonValue,
  Milliseconds,
  ParentSource,
  ResourceEntry,
  SpanRecord,
} from '../../sdk/protocol/records.ts'

export type { Crowd, OpenFile } from './open-file.ts'
export type { AskedTool, RowChoice, RowSort, SortBy } from './row-choice.ts'

/**
 * Row of a span in the columns: the same for as long as the span is there; then another one's. Across changes hold a span's key and ask
 * {@link Trace.find}.
 */
export type SpanIndex = number

/** What a row is drawn as: decides icon, word and colour. */
export type SpanClass = 'agent' | 'workflow' | 'inference' | 'embeddings' | 'retrieval' | 'tool' | 'mcp' | 'other'

/** How a span ended, read from status, error type and `genai_devtools.end`. */
export type Outcome = 'running' | 'ok' | 'error' | 'aborted'

/** Tokens as the conventions count: input includes cached, output includes reasoning. Absent: nobody said. */
export interface Tokens {
  readonly input?: number
  readonly output?: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
  readonly reasoning?: number
  /** Some of them are estimates: the provider did not count. */
  readonly estimated?: true
}

/** One span, ready to be shown. Built on demand from the columns. */
export interface SpanView {
  readonly index: SpanIndex
  /** The document that brought it. */
  readonly document: string
  readonly traceId: string
  readonly spanId: string
  readonly parent: SpanIndex | undefined
  readonly parentSource: ParentSource | undefined
  readonly class: SpanClass
  /** The word in the name column: `chat`, `invoke_agent`, `execute_tool`, `tools/call`, or the span's name for foreign spans. */
  readonly operation: string
  /** The fainter word after it: agent, tool, workflow name; empty for inference. */
  readonly subject: string
  readonly name: string
  /** Of kind INTERNAL: told by the page's own code. */
  readonly internal: boolean
  readonly model: string | undefined
  readonly provider: string | undefined
  /** Milliseconds since the Unix epoch. */
  readonly start: Milliseconds
  readonly end: Milliseconds | undefined
  readonly firstChunk: Milliseconds | undefined
  /** When the first text, reasoning or tool call came: the end of TTFT. */
  readonly firstToken?: Milliseconds
  /** It runs, but all of its answer seems to have come. */
  readonly probablyOver?: true
  readonly outcome: Outcome
  /** `error.type`, where the span failed. */
  readonly errorType: string | undefined
  readonly statusMessage: string | undefined
  /** The provider's own words. */
  readonly finishReasons: readonly string[]
  /** One of the finish reasons says that the answer was cut off by length. */
  readonly cutOff: boolean
  readonly tokens: Tokens
  /** Sum over the leaf calls under it; absent where there are none. */
  readonly tokensBelow?: Tokens
  /** Its own where it is a leaf call, else of those under it; absent where nothing was to be paid for, and before prices are there. */
  readonly cost?: Cost
  /** When the attempt before it ended, where it is a retry: from then to its start somebody waited. */
  readonly retriedAfter?: Milliseconds
  /** `genai_devtools.end`, where the producer says how the span ended; `running_when_saved` in a file that was saved before (outcome `aborted`). */
  readonly ending?: string
  /** The longest ended inference span of a trace that has two or more inference spans. */
  readonly slowest: boolean
}

/** All spans of one trace id that one document brought. */
export interface TraceView {
  readonly document: string
  readonly traceId: string
  /** Its first span. */
  readonly first: SpanIndex
  /** Name of the agent, workflow or operation at its root. */
  readonly name: string
  readonly conversationId: string | undefined
  /** Where it ran: URL of the page. Empty for an opened file that does not say. */
  readonly url: string
  readonly start: Milliseconds
  /** End of its latest ended span; while one runs, the reader's clock counts on. */
  readonly end: Milliseconds
  readonly running: number
  readonly spans: number
  /** Sum over leaf calls only (inference, embeddings): agents' usage repeats that of their children. */
  readonly tokens: Tokens
  /** Of its leaf calls. */
  readonly cost?: Cost
}

export type Row =
  | { readonly type: 'trace'; readonly trace: TraceView; readonly expanded: boolean }
  | {
      readonly type: 'span'
      readonly index: SpanIndex
      /** 1 for a root span; the trace row above it is level 0, and so is a span that no row is above: the only one of its trace, or in a list that is sorted or has another root. */
      readonly level: number
      /** Rows are under it, or would be were it not folded. */
      readonly hasChildren: boolean
      readonly expanded: boolean
      /** It passes no filter itself, and is there for what is under it. */
      readonly context?: true
    }

/** Rows in drawing order, by their positions. A row is made when it is asked for. */
export interface RowList {
  readonly length: number
  /** Spans that are wanted, those under folded rows included; undefined: nothing was chosen, and all are. */
  readonly wanted?: number
  /** `undefined` beyond the ends. */
  at(position: number): Row | undefined
  /** Depth as a treegrid counts it: traces, and spans that stand for theirs, 1, root spans 2; 0 beyond the ends. */
  levelAt(position: number): number
  /** Position of the row above it in the tree; -1 where none is, and beyond the ends. */
  parentAt(position: number): number
  /** Position of a span's row, by its index, or of a trace's own, by `~row`; -1 where it is folded away or left out. */
  placeOf(item: number): number
}

export interface Totals {
  readonly traces: number
  readonly spans: number
  readonly running: number
  readonly tokens: Tokens
  readonly cost?: Cost
  readonly errors: number
  readonly cutOff: number
  readonly aborted: number
  /** Entries that a page's ring or this store had to drop. */
  readonly dropped: number
  /** First start and last end (or last news of a running span) of all spans; undefined when empty. */
  readonly range: { readonly start: Milliseconds; readonly end: Milliseconds } | undefined
}

/** Text that has streamed in so far, for a running span (an ended one has it in its content). */
export interface LiveText {
  readonly choice: number
  readonly part: 'text' | 'reasoning' | 'tool_arguments'
  readonly index: number
  readonly text: string
}

/** Where entries come from: one document of the inspected page, or an opened file. */
export interface Source {
  /** Browser-set id of the document; `file:` and its name for a file. */
  readonly document: string
  readonly url: string
  readonly epoch: string
}

/** What lies beside a span's row. */
export interface SpanDetail {
  readonly record: SpanRecord
  readonly resource: ResourceEntry | undefined
  /** Text that streamed in and is in no message yet. */
  readonly live: readonly LiveText[]
  readonly events: readonly LogView[]
}

/** An event (log record) with what it refers to. */
export interface LogView {
  readonly event: EventRecord
  readonly source: Source
  readonly resource: ResourceEntry | undefined
}

/** A span of a {@link Snapshot}, as it is when it is asked for. */
export interface SnapshotSpan extends SpanDetail {
  /** Good until the trace changes. */
  readonly index: SpanIndex
  readonly source: Source
}

/** The traces that were there at one moment. Those that came later are none of it. Rejects, with words for the user, where a file is not what it was. */
export interface Snapshot {
  /** Number of spans. */
  readonly length: number
  /** In drawing order, in parts of which all that lies in files is read at once; `undefined` for a span that is gone. A trace's may be more by now. */
  spans(): AsyncGenerator<Iterable<SnapshotSpan | undefined>, void>
  /** Events of no span, those of files included. */
  looseLogs(): AsyncGenerator<Iterable<LogView>, void>
}

/** Store of spans. Every change grows `version` and tells the subscribers, at once and synchronously. */
export interface Trace {
  readonly version: number
  subscribe(listener: () => void): () => void
  /**
   * Takes entries in; those with a `seq` already seen in the epoch are ignored. Spans are told apart by document, trace id and span id: a page that forges
   * another one's ids has spans of its own. `dropped`: entries lost before the first.
   */
  ingest(source: Source, entries: readonly AcceptedEntry[], dropped: number): void
  /** The document went away: its running spans can hear nothing more. They are kept, marked aborted (`genai_devtools.end` = `page_gone`). */
  documentGone(document: string): void
  clear(): void
  /** Makes less of what came lately, as long as `hasTime` says so. @returns whether nothing is left to do */
  settle(hasTime: () => boolean): boolean

  traces(): readonly TraceView[]
  /**
   * Rows in drawing order: traces by start, spans depth first by start, without those under a folded one; a trace of one span is that span's row; with a choice, those that it asks for. The same
   * object while no row changes, and the same is asked for.
   */
  rows(collapsed: ReadonlySet<RowKey>, choice?: RowChoice): RowList
  /** Spans in drawing order. */
  spans(): Iterable<SpanIndex>
  /** Other spans of its trace, itself included, in drawing order. */
  spansOfTrace(index: SpanIndex): Iterable<SpanIndex>
  /** @throws RangeError where no span has that index. */
  span(index: SpanIndex): SpanView
  /** `undefined` where the key names no span that is there. That of a trace of one span names that span. */
  find(key: RowKey): SpanIndex | undefined
  /** Position among the rows of what a key names; -1 where it is folded away or not there. */
  placeOf(key: RowKey, rows: RowList): number
  /**
   * A span's record, as it came; of a span of a file, read from it. Rejects with a RangeError where no span has that index, and as
   * {@link Trace.readDetail} does.
   */
  record(index: SpanIndex): Promise<SpanRecord>
  source(index: SpanIndex): Source
  /** All that is known of a span beside its row; `undefined` where it lies in a file and was not read lately. */
  detail(index: SpanIndex): SpanDetail | undefined
  /** The same, read from the file where need be. Rejects, with words for the user, where the file is not what it was. */
  readDetail(index: SpanIndex): Promise<SpanDetail>
  /**
   * Fetches what lies in files of many spans at once, without keeping it. What it gives reads a span when it is asked for; `undefined` for one that is gone, that
   * cannot be read, or takes more than `most` bytes.
   */
  readMany(indices: Iterable<SpanIndex>, most: number): Promise<(index: SpanIndex) => SpanDetail | undefined>
  live(index: SpanIndex): readonly LiveText[]
  /** Spans that are retries of others: each is looked up for every list of rows. */
  readonly retries: number
  /** The attempts of its call before and after it, where those are spans of their own. */
  attempts(index: SpanIndex): { readonly before: SpanIndex | undefined; readonly after: SpanIndex | undefined }
  /** The conversation that its trace belongs to. */
  conversation(index: SpanIndex): string | undefined
  /** When the response's chunks came: the span's own timings, or while it runs those of the deltas. */
  chunks(index: SpanIndex): ChunkTimings | undefined
  /** What else a bar shows of its record; nothing where that lies in a file and was not read. */
  barTimes(index: SpanIndex): BarTimes
  /** Events of no span that is here (yet), those of files left out. */
  looseLogs(): readonly LogView[]
  /** All spans and loose events that are here now, for whoever takes time to go through them; `of`: the trace or the span of that key alone. */
  snapshot(of?: RowKey): Snapshot
  /** Whether so much more fits beside what is here. */
  hasRoom(spans: number, bytes: number): boolean
  /** A file whose spans come in batches; `reader` reads of it again what was asked for. A span that is there already is left as it is. */
  openFile(name: string, reader: FileReader): OpenFile
  /** Whether a span is what the filter asks for. The same function for the same filter, until all spans are cleared. */
  matcher(filter: Filter): (index: SpanIndex) => boolean
  /** What is there to follow a key of a filter (`model:`), each once. */
  filterValues(key: string): readonly string[]
  /** Pauses of over 2 s in which nothing ran, in order; the same list while they are the same. */
  idle(of: IdleOf): readonly Interval[]
  totals(): Totals
  readonly costs: TraceCosts
  /** The columns themselves, for what looks at all spans at once. */
  readonly tables: Tables
  /** Number of spans. */
  readonly size: number
  /**
   * Everything in a canonical form: two traces that say the same have equal dumps. For tests and the round trip of files. `content: false`
   * leaves out what a file saved without content leaves out.
   * @throws RangeError where a record lies in a file: {@link Trace.readDump}.
   */
  dump(options?: { readonly content: boolean }): JsonValue
  readDump(options?: { readonly content: boolean }): Promise<JsonValue>
}
