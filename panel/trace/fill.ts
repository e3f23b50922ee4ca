/** A record → its columns. */
import { SpanKind } from '../../sdk/protocol/records.ts'
import type { Milliseconds, SpanRecord } from '../../sdk/protocol/records.ts'
import { ATTR_TIME_TO_FIRST_TOKEN } from '../../sdk/own-names.ts'
import { firstChunkOffset, readFacts } from './facts.ts'
import type { Facts } from './facts.ts'
import { hasContent } from './has-content.ts'
import type { Identities } from './identities.ts'
import { Interned } from './interned.ts'
import type { SpanIndex } from './model.ts'
import { isSameSaid, isSameWords, keyOfSaid, keyOfWords, saidOf, wordsOf } from './said.ts'
import type { Said, Words } from './said.ts'
import { Retries } from './retries.ts'
import { Flag, OUTCOMES, SPAN_CLASSES } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f32, f64, i32, setF32, setF64, setI32, setU8, u8 } from './table.ts'
import type { I32 } from './table.ts'
import { toMilliseconds } from './time.ts'
import { Usage } from './usage.ts'

/** What lies beside the spans' columns: values that many share, and what few have. */
export interface Shared {
  readonly usage: Usage
  readonly words: Interned<Words>
  readonly said: Interned<Said>
  readonly retries: Retries
}

export function createShared(tables: Tables, ids: Identities): Shared {
  return { usage: new Usage(tables), words: new Interned<Words>(), said: new Interned<Said>(), retries: new Retries(tables, ids) }
}

/** @returns the conversation that the span names. */
export function fill(tables: Tables, shared: Shared, row: SpanIndex, record: SpanRecord): string | undefined {
  const { columns } = tables.spans
  fillTimes(tables, row, record)
  const facts = readFacts(record)
  shared.usage.set(row, facts.tokens, firstTokenOf(record), facts.extras)
  shared.retries.read(row, record)
  const words = wordsOf(record, facts)
  const said = saidOf(record, facts)
  share(shared.words, columns.words, row, words, WORDS)
  share(shared.said, columns.said, row, said, SAID)
  setU8(columns.class, row, SPAN_CLASSES.indexOf(facts.class))
  setU8(columns.outcome, row, OUTCOMES.indexOf(facts.outcome))
  setU8(columns.flags, row, (u8(columns.flags, row) & KEPT) | flagsOf(record, facts))
  return facts.conversationId
}

interface Kind<T> {
  isSame(a: T, b: T): boolean
  keyOf(value: T): string
}

const WORDS: Kind<Words> = { isSame: isSameWords, keyOf: keyOfWords }
const SAID: Kind<Said> = { isSame: isSameSaid, keyOf: keyOfSaid }

/** Mostly the row says the same as before, or as the one that came last: to compare costs less than a key. */
function share<T>(values: Interned<T>, column: I32, row: SpanIndex, value: T, { isSame, keyOf }: Kind<T>): void {
  const before = i32(column, row)
  const said = values.get(before)
  if (said !== undefined && isSame(said, value)) return
  const last = values.get(values.last)
  setI32(column, row, last !== undefined && isSame(last, value) ? values.again(values.last) : values.use(keyOf(value), value))
  values.release(before)
}

/** What the row shares with others goes with it. */
export function unfill(tables: Tables, shared: Shared, row: SpanIndex): void {
  const { columns } = tables.spans
  shared.words.release(i32(columns.words, row))
  shared.said.release(i32(columns.said, row))
  shared.usage.forget(row)
  shared.retries.delete(row)
}

/** What a record that comes later does not take back: what a span said in words stays beside it. */
const KEPT = Flag.odd | Flag.content

function flagsOf(record: SpanRecord, facts: Facts): number {
  return (
    (facts.cutOff ? Flag.cutOff : 0) |
    (record.kind === SpanKind.internal ? Flag.internal : 0) |
    (facts.tokens.estimated === true ? Flag.estimated : 0) |
    (hasContent(record) ? Flag.content : 0) |
    (record.probablyOver === true && record.state === 'running' ? Flag.probablyOver : 0)
  )
}

/** Clocks jump and pages forge: an end before the start counts as the start. The record keeps it. */
function fillTimes({ spans: { columns } }: Tables, row: SpanIndex, record: SpanRecord): void {
  const start = startOf(record)
  const end = record.endTimeUnixNano === undefined ? Number.NaN : Math.max(start, toMilliseconds(record.endTimeUnixNano))
  const offset = firstChunkOffset(record)
  setF64(columns.start, row, start)
  setF64(columns.end, row, end)
  setF32(columns.firstChunk, row, offset ?? Number.NaN)
}

export function startOf(record: SpanRecord): Milliseconds {
  return toMilliseconds(record.startTimeUnixNano)
}

/** Milliseconds from the span's start; NaN where nobody said. */
export function firstTokenOf({ attributes }: SpanRecord): Milliseconds {
  const seconds = attributes[ATTR_TIME_TO_FIRST_TOKEN]
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : Number.NaN
}

/** Milliseconds since the Unix epoch; NaN where nobody said. One that is forged to be after the end counts as the end. */
export function firstChunkOf({ spans: { columns } }: Tables, row: SpanIndex): Milliseconds {
  const end = f64(columns.end, row)
  const at = f64(columns.start, row) + f32(columns.firstChunk, row)
  return at > end ? end : at
}

/** When the span was last heard of, by its own times. */
export function lastTime(tables: Tables, row: SpanIndex): Milliseconds {
  const { columns } = tables.spans
  const [start, end, chunk] = [f64(columns.start, row), f64(columns.end, row), firstChunkOf(tables, row)]
  // NaN is later than nothing.
  const last = end > start ? end : start
  return chunk > last ? chunk : last
}
