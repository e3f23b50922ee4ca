/**
 * Spans and log records that were read elsewhere (a file's, by a worker), column by column: what rows and sums need of them, and where in their source the
 * rest stands. Plain data that can be handed from one thread to another.
 */
import type { Attributes } from '../../sdk/protocol/records.ts'
import type { Said } from './said.ts'
import { EXTRA_KINDS } from './span-columns.ts'

/** A resource with an instrumentation scope of it. */
export interface BatchPlace {
  readonly attributes: Attributes
  readonly scope: { readonly name: string; readonly version?: string }
}

/** Words of {@link SpanBatch.ids} a span. */
export const ID_WORDS = 8
/** Texts of {@link SpanBatch.texts} a span: name, operation, subject, model, provider, the model that answered, service tier, conversation id. */
export const TEXT_KINDS = 8
/** Numbers of {@link SpanBatch.extras} a span that has some: its place in the batch, and one for each of `EXTRA_NAMES`. */
export const EXTRA_STEP = 1 + EXTRA_KINDS

/** Numbers of {@link SpanBatch.retries} a span that is one: its place in the batch, and the ids of the attempt before: trace (4 words), span (2). */
export const RETRY_STEP = 7

export const FLAG_CUT_OFF = 1
export const FLAG_ESTIMATED = 2
export const FLAG_CONTENT = 4
export const FLAG_INTERNAL = 8

/** Of a log record: it holds words of its span and is no event of its own; it is an event that has some. */
export const WORDS_ONLY = 1
export const WITH_WORDS = 2

/**
 * One entry a span in each column, in the order of the file. Texts, what was said, places and pages are numbered over all batches of a source: each batch
 * brings those that are new, and later ones refer to them. -1 stands for none.
 */
export interface SpanBatch {
  readonly length: number
  /** Trace id (4 words), span id (2), the parent's span id (2; both 0: none), the first byte of an id the highest of its word. */
  readonly ids: Uint32Array
  /** Milliseconds since the Unix epoch. */
  readonly start: Float64Array
  /** The same; NaN: it runs. */
  readonly end: Float64Array
  /** Milliseconds from the start; NaN: nobody said. */
  readonly firstChunk: Float64Array
  readonly firstToken: Float64Array
  /** So many a span as there are `TOKEN_KINDS`, in the order of `TOKEN_NAMES`. NaN: nobody said. */
  readonly tokens: Float64Array
  /** {@link EXTRA_STEP} numbers a span, of those alone that count some of `EXTRA_NAMES`, by place. */
  readonly extras: Float64Array
  /** {@link RETRY_STEP} numbers a span that says it is a retry, by place. */
  readonly retries: Uint32Array
  /** Positions in `SPAN_CLASSES` and in `OUTCOMES` of `span-columns.ts`. */
  readonly class: Uint8Array
  readonly outcome: Uint8Array
  /** Bits: {@link FLAG_CUT_OFF}, {@link FLAG_ESTIMATED}, {@link FLAG_CONTENT}, {@link FLAG_INTERNAL}. */
  readonly flags: Uint8Array
  readonly texts: Int32Array
  readonly said: Int32Array
  readonly place: Int32Array
  /** The page that the span says it ran in. */
  readonly page: Int32Array
  /** Where its bytes stand in the source, and how many they are. */
  readonly offset: Float64Array
  readonly size: Uint32Array
  readonly newTexts: readonly string[]
  readonly newSaid: readonly Said[]
  readonly newPlaces: readonly BatchPlace[]
  readonly newPages: readonly string[]
  /** Bytes of the source that were read so far. */
  readonly readTo: number
}

/** Log records: events, and the words beside spans. */
export interface LogBatch {
  readonly length: number
  /** Trace id (4 words) and span id (2); 0 where it names none. */
  readonly ids: Uint32Array
  /** {@link WORDS_ONLY}, {@link WITH_WORDS}, or 0. */
  readonly isContent: Uint8Array
  readonly place: Int32Array
  readonly page: Int32Array
  readonly offset: Float64Array
  readonly size: Uint32Array
  readonly newPlaces: readonly BatchPlace[]
  readonly newPages: readonly string[]
  readonly readTo: number
}
