/** The facts of a row, in the numbers of a batch. The readers of whole records say them, once for all spans that have the same hot values. */
import { SpanKind } from '../../sdk/protocol/records.ts'
import type { AttributeValue, SpanRecord } from '../../sdk/protocol/records.ts'
import { ATTR_PARENT_SOURCE, ATTR_STATE } from '../../sdk/own-names.ts'
import { readSpanRecord } from '../../sdk/protocol/read-records.ts'
import { firstChunkOffset, readFacts } from '../trace/facts.ts'
import { firstTokenOf } from '../trace/fill.ts'
import { saidOf } from '../trace/said.ts'
import type { Said } from '../trace/said.ts'
import { FLAG_CUT_OFF, FLAG_ESTIMATED, FLAG_INTERNAL } from '../trace/span-batch.ts'
import { OUTCOMES, SPAN_CLASSES, TOKEN_NAMES } from '../trace/span-columns.ts'
import { toMilliseconds } from '../trace/time.ts'
import { VALUE_NAMES } from './hot-names.ts'
import type { HotSpan, HotTables } from './hot-span.ts'
import type { SourceNumbers } from './source-numbers.ts'

/** What stands in a row for many spans alike; texts and what was said by their numbers. */
export interface RowFacts {
  readonly class: number
  readonly outcome: number
  readonly flags: number
  readonly name: number
  readonly operation: number
  readonly subject: number
  readonly model: number
  readonly provider: number
  readonly answering: number
  readonly tier: number
  readonly said: number
}

/** What stands in it for one span only. */
export interface RowNumbers {
  readonly start: number
  readonly end: number
  readonly firstChunk: number
  readonly firstToken: number
  readonly tokens: readonly number[]
  readonly extras: readonly number[] | undefined
  readonly conversation: string | undefined
}

export function rowFacts(record: SpanRecord, numbers: SourceNumbers): RowFacts {
  const facts = readFacts(record)
  return {
    class: SPAN_CLASSES.indexOf(facts.class),
    outcome: OUTCOMES.indexOf(facts.outcome),
    flags:
      (facts.cutOff ? FLAG_CUT_OFF : 0) |
      (facts.tokens.estimated === true ? FLAG_ESTIMATED : 0) |
      (record.kind === SpanKind.internal ? FLAG_INTERNAL : 0),
    name: numbers.text(record.name),
    operation: numbers.text(facts.operation),
    subject: numbers.text(facts.subject),
    model: numbers.text(facts.model),
    provider: numbers.text(facts.provider),
    answering: numbers.text(facts.answering),
    tier: numbers.text(facts.tier),
    said: numberOf(saidOf(record, facts), numbers),
  }
}

/** An end before the start counts as the start. */
export function rowNumbers(record: SpanRecord): RowNumbers {
  const { tokens, extras, conversationId } = readFacts(record)
  const start = toMilliseconds(record.startTimeUnixNano)
  return {
    start,
    end: record.endTimeUnixNano === undefined ? Number.NaN : Math.max(start, toMilliseconds(record.endTimeUnixNano)),
    firstChunk: firstChunkOffset(record) ?? Number.NaN,
    firstToken: firstTokenOf(record),
    tokens: TOKEN_NAMES.map((name) => tokens[name] ?? Number.NaN),
    extras,
    conversation: conversationId,
  }
}

/** -1 where nothing was said. */
function numberOf(said: Said, numbers: SourceNumbers): number {
  const { finishReasons, ...rest } = said
  const isNothing = finishReasons.length === 0 && Object.values(rest).every((word) => word === undefined)
  return numbers.said(isNothing ? undefined : said)
}

/** Numbers that facts are found by: the values, the name, the status, the kind, whether it is open. */
const KEY = VALUE_NAMES.length + 4
/** A file in which every span is another one gains nothing by more of them. */
const MAX_KNOWN = 65_536
const SLOTS = MAX_KNOWN * 2

export class HotFacts {
  readonly #numbers: SourceNumbers
  readonly #tables: HotTables
  readonly #slots = new Int32Array(SLOTS).fill(-1)
  readonly #key = new Int32Array(KEY)
  #keys = new Int32Array(KEY * 256)
  readonly #facts: RowFacts[] = []

  constructor(numbers: SourceNumbers, tables: HotTables) {
    this.#numbers = numbers
    this.#tables = tables
  }

  find(hot: HotSpan): RowFacts {
    const key = this.#keyOf(hot)
    let slot = hashOf(key)
    for (;;) {
      const known = this.#slots[slot] ?? -1
      if (known < 0) break
      if (this.#equals(known, key)) return this.#facts[known] ?? this.#read(hot)
      slot = (slot + 1) % SLOTS
    }
    if (this.#facts.length >= MAX_KNOWN) {
      this.forget()
      slot = hashOf(key)
    }
    const facts = this.#read(hot)
    const number = this.#facts.push(facts) - 1
    if ((number + 1) * KEY > this.#keys.length) this.#grow()
    this.#keys.set(key, number * KEY)
    this.#slots[slot] = number
    return facts
  }

  /** The tables' numbers begin anew. */
  forget(): void {
    this.#slots.fill(-1)
    this.#facts.length = 0
  }

  #keyOf(hot: HotSpan): Int32Array {
    const key = this.#key
    const { values } = hot
    for (let slot = 0; slot < VALUE_NAMES.length; slot++) key[slot] = values[slot] ?? -1
    key[KEY - 4] = hot.name
    key[KEY - 3] = hot.status
    key[KEY - 2] = hot.kind
    key[KEY - 1] = hot.isOpen ? 1 : 0
    return key
  }

  #equals(known: number, key: Int32Array): boolean {
    const from = known * KEY
    const keys = this.#keys
    for (let at = 0; at < KEY; at++) if (keys[from + at] !== key[at]) return false
    return true
  }

  #grow(): void {
    const larger = new Int32Array(this.#keys.length * 2)
    larger.set(this.#keys)
    this.#keys = larger
  }

  #read(hot: HotSpan): RowFacts {
    const all: Record<string, AttributeValue> = {}
    for (const [slot, name] of VALUE_NAMES.entries()) {
      const value = this.#tables.values.values[hot.values[slot] ?? -1]
      if (value !== undefined) all[name] = value
    }
    const { [ATTR_STATE]: state, [ATTR_PARENT_SOURCE]: parentSource, ...attributes } = all
    const rest = readSpanRecord({
      traceId: '1',
      spanId: '1',
      startTimeUnixNano: '1',
      endTimeUnixNano: '1',
      kind: hot.kind,
      state: hot.isOpen ? 'running' : state,
      parentSource,
    })
    if (rest === undefined) throw new TypeError('a record without a time')
    const name = this.#tables.names.values[hot.name] ?? ''
    const status = this.#tables.statuses.values[hot.status] ?? rest.status
    return rowFacts({ ...rest, name, status, attributes }, this.#numbers)
  }
}

function hashOf(key: Int32Array): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < KEY; at++) hash = Math.imul(hash ^ (key[at] ?? 0), 0x01000193)
  return ((hash ^ (hash >>> 15)) >>> 0) % SLOTS
}
