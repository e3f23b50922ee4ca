/** An attribute of a span, as bytes → its slot of the `HotSpan`: the same of every format. */
import { ATTR_RETRY_ATTEMPT, ESCAPE } from '../../sdk/own-names.ts'
import { CONTENT_SLOT, CONVERSATION_SLOT, HOT_NAMES, PAGE_SLOT } from './hot-names.ts'
import { isNumberSlot } from './hot-span.ts'
import type { HotSpan, HotTables } from './hot-span.ts'
import { NameTable, startsWith } from './known-bytes.ts'

const hotNames = new NameTable(HOT_NAMES)
const encoder = new TextEncoder()
/** Names that have a span read in full: one that was escaped by whoever saved it, and a retry's, whose link tells the attempt before. */
const inFull = [encoder.encode(ESCAPE), encoder.encode(ATTR_RETRY_ATTEMPT)]

/** What a format says about a value's bytes. */
export interface ValueForm {
  /** For the slot of a number: NaN for what is none, undefined for what a record leaves out. */
  numberIn(bytes: Uint8Array, start: number, end: number): number | undefined
  /** Where the part of it begins that the table of values knows it by. */
  known(bytes: Uint8Array, start: number, end: number): number
  /** Whether it is a text, as JSON in attributes is. */
  isText(bytes: Uint8Array, start: number, end: number): boolean
}

export class HotAttributes {
  readonly #hot: HotSpan
  readonly #tables: HotTables
  readonly #form: ValueForm

  constructor(hot: HotSpan, tables: HotTables, form: ValueForm) {
    this.#hot = hot
    this.#tables = tables
    this.#form = form
  }

  /** False: the span is read in full: content in another form than JSON in text, too. */
  take(bytes: Uint8Array, name: number, nameEnd: number, value: number, valueEnd: number): boolean {
    const slot = hotNames.find(bytes, name, nameEnd)
    if (slot < 0) return !inFull.some((begin) => startsWith(bytes, name, nameEnd, begin))
    const tables = this.#tables
    const { values } = this.#hot
    if (slot >= CONTENT_SLOT) return (this.#hot.hasContent = this.#form.isText(bytes, value, valueEnd))
    if (isNumberSlot(slot)) this.#hot.setNumber(slot, this.#form.numberIn(bytes, value, valueEnd))
    else if (slot === CONVERSATION_SLOT) values[slot] = tables.conversations.find(bytes, value, valueEnd)
    else if (slot === PAGE_SLOT) values[slot] = tables.pages.find(bytes, value, valueEnd)
    else values[slot] = tables.values.find(bytes, this.#form.known(bytes, value, valueEnd), valueEnd)
    return true
  }
}
