/** What makes records of spans, and what it has to know beside them: the seam between the ring, which comes with the second half, and what a panel loads. */
import type { ChunkTimings, CodePlace, JsonValue, Milliseconds, ParentSource, ResourceEntry, SpanRecord } from '../protocol/records.ts'
import type { SpanLike } from './span-like.ts'

/** What travels with the span but is no part of it. */
export interface RecordExtras {
  readonly resource: string
  readonly state: SpanRecord['state']
  readonly parentSource: ParentSource | undefined
  readonly place?: CodePlace | undefined
  /** Whether the panel may see content. */
  readonly content: boolean
  /** Whether attributes of other libraries may carry words: they pass neither the redactors nor the panel's gate. */
  readonly words: boolean
  readonly chunks: ChunkTimings | undefined
  readonly firstChunkOffset: Milliseconds | undefined
  readonly probablyOver?: boolean
}

/** Makes what the ring holds, when a panel reads it: `record.ts`, which is loaded for one. */
export interface RecordMaker {
  span(span: SpanLike, extras: RecordExtras): SpanRecord
  resource(span: SpanLike, id: string): ResourceEntry
  /** What records hold a part of. */
  readonly whole: WholeStore
}

/** Whole content of spans whose record holds a part of it. */
export interface WholeStore {
  /** The payload of that key; null where there is none, or none any more. */
  find(key: string): JsonValue
  clear(): void
  /** Spans whose whole content was given up. */
  readonly dropped: number
}
