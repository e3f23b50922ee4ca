/** A record → its columns. */
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import { OUTCOMES, SPAN_CLASSES, float } from './span-columns.ts'
import type { Columns, Strings } from './span-columns.ts'
import { firstChunkOffset, readFacts } from './facts.ts'
import type { SpanIndex } from './model.ts'
import { toMilliseconds } from './time.ts'

export function fill(columns: Columns, strings: Strings, index: SpanIndex, record: SpanRecord): void {
  fillTimes(columns, index, record)
  const facts = readFacts(record)
  columns.input[index] = facts.tokens.input ?? Number.NaN
  columns.output[index] = facts.tokens.output ?? Number.NaN
  columns.cacheRead[index] = facts.tokens.cacheRead ?? Number.NaN
  columns.cacheWrite[index] = facts.tokens.cacheWrite ?? Number.NaN
  columns.reasoning[index] = facts.tokens.reasoning ?? Number.NaN
  columns.name[index] = strings.intern(record.name)
  columns.operation[index] = strings.intern(facts.operation)
  columns.subject[index] = strings.intern(facts.subject)
  columns.model[index] = strings.intern(facts.model)
  columns.provider[index] = strings.intern(facts.provider)
  columns.conversation[index] = strings.intern(facts.conversationId)
  columns.class[index] = SPAN_CLASSES.indexOf(facts.class)
  columns.outcome[index] = OUTCOMES.indexOf(facts.outcome)
  columns.cutOff[index] = facts.cutOff ? 1 : 0
  columns.estimated[index] = facts.tokens.estimated === true ? 1 : 0
}

/** Clocks jump and pages forge: an end before the start counts as the start, a first chunk after the end as the end. The record keeps them. */
function fillTimes(columns: Columns, index: SpanIndex, record: SpanRecord): void {
  const start = toMilliseconds(record.startTimeUnixNano)
  const end = record.endTimeUnixNano === undefined ? undefined : Math.max(start, toMilliseconds(record.endTimeUnixNano))
  const offset = firstChunkOffset(record)
  const firstChunk = offset === undefined ? undefined : Math.min(start + offset, end ?? Number.POSITIVE_INFINITY)
  const heard = float(columns.news, index)
  columns.start[index] = start
  columns.end[index] = end ?? Number.NaN
  columns.firstChunk[index] = firstChunk ?? Number.NaN
  columns.news[index] = Math.max(Number.isNaN(heard) ? start : heard, end ?? start, firstChunk ?? start)
}
