/**
 * What a row needs of one span, as numbers: its texts stand in tables. Whoever reads a format fills it in; `HotFacts` makes the facts of it by the readers of
 * whole records, once for all spans that say the same.
 */
import { attribute as acceptedAttribute } from '../../sdk/protocol/fields.ts'
import type { AttributeValue, SpanRecord } from '../../sdk/protocol/records.ts'
import { fromAnyValue } from '../otlp/any-value.ts'
import { readSpan } from '../otlp/read-spans.ts'
import { flat } from '../otlp/scoped.ts'
import { ID_WORDS } from '../trace/span-batch.ts'
import { NUMBER_COUNT, NUMBER_SLOT, NUMBER_STARTS, PAGE_SLOT } from './hot-names.ts'
import { KnownBytes } from './known-bytes.ts'
import type { SourceNumbers } from './source-numbers.ts'

/** States of a number's slot. */
const ABSENT = 0
const NUMBER = 1
const OTHER = 2

export class HotSpan {
  readonly ids = new Uint32Array(ID_WORDS)
  /** The parts of them. */
  readonly traceId = this.ids.subarray(0, 4)
  readonly spanId = this.ids.subarray(4, 6)
  readonly parentId = this.ids.subarray(6)
  /** Milliseconds since the epoch. */
  start = 0
  /** The same; never before the start. */
  end = 0
  /** Its end is not said: it was running when the file was written, and is known until its start. */
  isOpen = false
  kind = 0
  /** Numbers of the reader's tables of names and of statuses. */
  name = -1
  status = -1
  /** By slot: a number of the reader's table of values; -1: absent. */
  readonly values = new Int32Array(NUMBER_SLOT).fill(-1)
  /** One of its attributes holds messages, or what a tool was given or gave. */
  hasContent = false
  readonly #numbers = new Float64Array(NUMBER_COUNT)
  readonly #states = new Uint8Array(NUMBER_COUNT)

  /** Zeros are no id. */
  get hasIds(): boolean {
    const { ids } = this
    const trace = (ids[0] ?? 0) | (ids[1] ?? 0) | (ids[2] ?? 0) | (ids[3] ?? 0)
    return trace !== 0 && ((ids[4] ?? 0) | (ids[5] ?? 0)) !== 0
  }

  clear(): void {
    this.isOpen = false
    this.kind = 0
    this.name = -1
    this.status = -1
    this.clearAttributes()
  }

  clearAttributes(): void {
    this.hasContent = false
    // So few are quicker one by one.
    const { values } = this
    const states = this.#states
    for (let slot = 0; slot < NUMBER_SLOT; slot++) values[slot] = -1
    for (let number = 0; number < NUMBER_COUNT; number++) states[number] = ABSENT
  }

  /** @param value what stands under the name of a number's slot; NaN: something else than a number; undefined: nothing after all. */
  setNumber(slot: number, value: number | undefined): void {
    const at = slot - NUMBER_SLOT
    this.#states[at] = value === undefined ? ABSENT : Number.isNaN(value) ? OTHER : NUMBER
    this.#numbers[at] = value ?? 0
  }

  /** Of a group of names: the first present one's, if it is a number of zero or more; else NaN. */
  number(group: number): number {
    const end = NUMBER_STARTS[group + 1] ?? 0
    for (let at = NUMBER_STARTS[group] ?? 0; at < end; at++) {
      const state = this.#states[at]
      if (state === ABSENT) continue
      const value = this.#numbers[at] ?? 0
      return state === NUMBER && value >= 0 ? value : Number.NaN
    }
    return Number.NaN
  }
}

/** An `AnyValue` as a record's attribute has it; undefined where a record leaves it out. */
export function attributeOf(any: unknown): AttributeValue | undefined {
  return acceptedAttribute(flat({ value: fromAnyValue(any) })['value'])
}

export const isNumberSlot = (slot: number): boolean => slot > PAGE_SLOT

/** How a format says a value: as `JSON.parse` gives it for OTLP/JSON. */
export interface Decoders {
  name(bytes: Uint8Array, start: number, end: number): unknown
  status(bytes: Uint8Array, start: number, end: number): unknown
  /** An `AnyValue`. */
  value(bytes: Uint8Array, start: number, end: number): unknown
}

const PLACE = { attributes: {}, scope: { name: '' } }

/** The values that spans have in common, each read once by the readers of whole records. */
export class HotTables {
  readonly names: KnownBytes<string>
  readonly statuses: KnownBytes<SpanRecord['status']>
  readonly values: KnownBytes<AttributeValue | undefined>
  /** Numbers of their texts. */
  readonly conversations: KnownBytes<number>
  readonly pages: KnownBytes<number>

  constructor(decoders: Decoders, numbers: SourceNumbers) {
    this.names = new KnownBytes((...at) => partOf({ name: decoders.name(...at) }).name)
    this.statuses = new KnownBytes((...at) => partOf({ status: decoders.status(...at) }).status)
    this.values = new KnownBytes((...at) => attributeOf(decoders.value(...at)))
    this.conversations = new KnownBytes((...at) => {
      const value = attributeOf(decoders.value(...at))
      return numbers.text(typeof value === 'string' && value !== '' ? value : undefined)
    })
    this.pages = new KnownBytes((...at) => {
      const url = fromAnyValue(decoders.value(...at))
      return numbers.page(typeof url === 'string' ? url : '')
    })
  }

  /** Where one of them is full, all begin anew; whoever holds numbers of theirs forgets them. */
  forgetIfFull(): boolean {
    const all = [this.names, this.statuses, this.values, this.conversations, this.pages]
    if (!all.some((table) => table.isFull)) return false
    for (const table of all) table.forget()
    return true
  }
}

/** A span's record of which only that part is used. */
export function partOf(part: object): SpanRecord {
  const item = { traceId: '1', spanId: '1', startTimeUnixNano: '1', ...part }
  const [span] = readSpan({ item, place: PLACE, nth: 1 }, () => {})
  if (span === undefined) throw new TypeError('a span without an id')
  return span.record
}
