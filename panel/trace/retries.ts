/**
 * Attempts of calls that are spans of their own: which span a later one names as the attempt before. Few spans are retries: only those are kept here. Whether the
 * attempt before is there is looked up when it is asked for: it may come later, and go sooner.
 */
import { ATTR_RETRY_ATTEMPT } from '../../sdk/own-names.ts'
import type { Milliseconds, SpanRecord } from '../../sdk/protocol/records.ts'
import { count } from './attributes.ts'
import { spanWordsOf, traceWordsOf } from './hex-ids.ts'
import type { SpanId, TraceId } from './hex-ids.ts'
import type { Identities } from './identities.ts'
import type { SpanIndex } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32, u32 } from './table.ts'

/** About what one of them takes. */
const RETRY_BYTES = 200

/** Ids of an attempt. */
export interface AttemptIds {
  readonly trace: TraceId
  readonly span: SpanId
}

/** The link to the attempt before; undefined for a first attempt. */
export function attemptBefore({ attributes, links: [link] }: SpanRecord): SpanRecord['links'][number] | undefined {
  const retry = count(attributes, ATTR_RETRY_ATTEMPT)
  return retry === undefined || retry < 1 ? undefined : link
}

export class Retries {
  readonly #tables: Tables
  readonly #ids: Identities
  readonly #before = new Map<SpanIndex, AttemptIds>()

  constructor(tables: Tables, ids: Identities) {
    this.#tables = tables
    this.#ids = ids
  }

  /** How many spans say that they are retries. */
  get size(): number {
    return this.#before.size
  }

  /** About the bytes that all of them occupy. */
  get bytes(): number {
    return this.size * RETRY_BYTES
  }

  /** Takes what its record says. */
  read(row: SpanIndex, record: SpanRecord): void {
    const link = attemptBefore(record)
    if (link !== undefined) this.set(row, { trace: traceWordsOf(link.traceId), span: spanWordsOf(link.spanId) })
    else this.delete(row)
  }

  set(row: SpanIndex, before: AttemptIds): void {
    this.#before.set(row, before)
  }

  delete(row: SpanIndex): void {
    if (this.#before.size > 0) this.#before.delete(row)
  }

  /** The attempt before, of the same document; {@link NONE} for a first attempt, and where that one is not there. */
  previous(row: SpanIndex): SpanIndex {
    const named = this.#before.get(row)
    if (named === undefined) return NONE
    const document = i32(this.#tables.traces.columns.document, this.#traceOf(row))
    const trace = this.#ids.findTrace(document, named.trace)
    return trace === NONE ? NONE : this.#ids.spanOf(trace, named.span)
  }

  /** The attempt after it, the first of several; {@link NONE} where none is. */
  next(row: SpanIndex): SpanIndex {
    const { start } = this.#tables.spans.columns
    let next = NONE
    for (const each of this.#before.keys()) {
      if (each !== row && this.previous(each) === row && (next === NONE || f64(start, each) < f64(start, next))) next = each
    }
    return next
  }

  /** When the attempt before ended; undefined where nobody knows. */
  endOfPrevious(row: SpanIndex): Milliseconds | undefined {
    const previous = this.previous(row)
    const end = previous === NONE ? Number.NaN : f64(this.#tables.spans.columns.end, previous)
    return Number.isNaN(end) ? undefined : end
  }

  /**
   * Each retry that is drawn under another span, with that one: the first of its attempts that is there. It is drawn there where the two have the same parent, and
   * where the retry is a trace of its own.
   */
  drawnUnder(): ReadonlyMap<SpanIndex, SpanIndex> {
    const drawn = new Map<SpanIndex, SpanIndex>()
    if (this.#before.size === 0) return drawn
    const firsts = new Map<SpanIndex, SpanIndex>()
    for (const row of this.#before.keys()) {
      const first = this.#first(row, firsts)
      if (first !== NONE && first !== row && this.#standsBeside(row, first)) drawn.set(row, first)
    }
    return drawn
  }

  /** {@link NONE} where attempts name each other in a circle, as forged spans do. */
  #first(row: SpanIndex, firsts: Map<SpanIndex, SpanIndex>): SpanIndex {
    const path = new Set<SpanIndex>()
    let at = row
    for (let before = this.previous(at); before !== NONE && !firsts.has(at) && !path.has(at); before = this.previous(at)) {
      path.add(at)
      at = before
    }
    const first = path.has(at) ? NONE : (firsts.get(at) ?? at)
    for (const each of path) firsts.set(each, first)
    return first
  }

  #standsBeside(row: SpanIndex, first: SpanIndex): boolean {
    const { parent } = this.#tables.spans.columns
    if (this.#traceOf(row) === this.#traceOf(first)) return i32(parent, row) === i32(parent, first)
    return u32(this.#tables.traces.columns.spans, this.#traceOf(row)) === 1
  }

  #traceOf(row: SpanIndex): number {
    return i32(this.#tables.spans.columns.trace, row)
  }
}
