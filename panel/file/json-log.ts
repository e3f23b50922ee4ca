/** One log record of OTLP/JSON, as bytes → what its row needs; what is seldom is {@link ODD}, and read in full by whoever called. */
import { ATTR_PAGE_URL, ATTR_SAVED } from '../../sdk/own-names.ts'
import { CONTENT_ATTRIBUTES } from '../../sdk/content/names.ts'
import { fromAnyValue } from '../otlp/any-value.ts'
import { isContentEvent, SEVERITIES } from '../otlp/read-logs.ts'
import type { Skip } from '../otlp/scoped.ts'
import { WITH_WORDS, WORDS_ONLY } from '../trace/span-batch.ts'
import { LOG_ID_WORDS } from './batch-rows.ts'
import { JsonItem, jsonValue } from './json-item.ts'
import { ODD } from './json-skip.ts'
import { readHex, readNanoText } from './json-tokens.ts'
import { KnownBytes, NameTable } from './known-bytes.ts'
import type { SourceNumbers } from './source-numbers.ts'

const TRACE_ID = 0
const SPAN_ID = 1
const TIME = 2
const OBSERVED = 3
const SEVERITY = 4
const EVENT_NAME = 5
const FIELDS = ['traceId', 'spanId', 'timeUnixNano', 'observedTimeUnixNano', 'severityNumber', 'eventName', 'attributes']

const SAVED_ATTRIBUTE = 0
const NAME_ATTRIBUTE = 1
const PAGE_ATTRIBUTE = 2
const attributeNames = new NameTable([ATTR_SAVED, 'event.name', ATTR_PAGE_URL, ...Object.values(CONTENT_ATTRIBUTES)])

const QUOTE = 0x22

export class JsonLog extends JsonItem {
  readonly ids = new Uint32Array(LOG_ID_WORDS)
  readonly #traceId = this.ids.subarray(0, 4)
  readonly #spanId = this.ids.subarray(4)
  #isSaved = false
  #hasWords = false
  /** A number of the source's; -1: none. */
  page = -1
  /** The attribute that names the event. */
  #name: unknown
  readonly #values: KnownBytes<unknown>
  readonly #names: KnownBytes<unknown>
  readonly #numbers: SourceNumbers
  readonly #skip: Skip

  constructor(numbers: SourceNumbers, skip: Skip) {
    super(FIELDS)
    this.#numbers = numbers
    this.#skip = skip
    this.#values = new KnownBytes((...at) => fromAnyValue(jsonValue(...at)))
    this.#names = new KnownBytes(jsonValue)
  }

  /** As in `LogBatch`. */
  get isContent(): number {
    return this.#isSaved ? WORDS_ONLY : this.#hasWords ? WITH_WORDS : 0
  }

  /** From the brace on; the position after the record, MORE, or ODD. */
  read(bytes: Uint8Array, from: number, end: number): number {
    if (this.#values.isFull) this.#values.forget()
    if (this.#names.isFull) this.#names.forget()
    const after = this.walk(bytes, from, end)
    return after < 0 || this.#isRead(bytes) ? after : ODD
  }

  protected clearAttributes(): void {
    this.#isSaved = false
    this.#hasWords = false
    this.page = -1
    this.#name = undefined
  }

  protected take(bytes: Uint8Array, name: number, nameEnd: number, start: number, end: number): boolean {
    const attribute = attributeNames.find(bytes, name, nameEnd)
    if (attribute < 0) return true
    if (attribute > PAGE_ATTRIBUTE) {
      this.#hasWords = true
      return true
    }
    const value = this.#values.values[this.#values.find(bytes, start, end)]
    if (attribute === SAVED_ATTRIBUTE) this.#isSaved = value === true
    else if (attribute === NAME_ATTRIBUTE) this.#name = value
    else this.page = this.#numbers.page(typeof value === 'string' ? value : '')
    return true
  }

  #isRead(bytes: Uint8Array): boolean {
    if (!this.#readId(bytes, TRACE_ID, this.#traceId) || !this.#readId(bytes, SPAN_ID, this.#spanId)) return false
    if (this.#isSaved) return true
    if (!this.#hasTime(bytes, TIME) && !this.#hasTime(bytes, OBSERVED)) return false
    if (this.#hasSeverity(bytes) && !isContentEvent(this.#eventName(bytes))) this.#skip(SEVERITIES)
    return true
  }

  #readId(bytes: Uint8Array, field: number, words: Uint32Array): boolean {
    const start = this.starts[field] ?? -1
    const end = this.ends[field] ?? -1
    words.fill(0)
    const isNone = start < 0 || (bytes[start] === QUOTE && end === start + 2)
    return isNone || readHex(bytes, start, end, words)
  }

  #hasTime(bytes: Uint8Array, field: number): boolean {
    return this.has(field) && readNanoText(bytes, this.starts[field] ?? 0, this.ends[field] ?? 0) > 0
  }

  #hasSeverity(bytes: Uint8Array): boolean {
    const severity = this.value(bytes, SEVERITY)
    return typeof severity === 'number' && severity > 0
  }

  #eventName(bytes: Uint8Array): string {
    const names = this.#names
    const field = this.has(EVENT_NAME)
      ? names.values[names.find(bytes, this.starts[EVENT_NAME] ?? 0, this.ends[EVENT_NAME] ?? 0)]
      : undefined
    const name = field || this.#name
    return typeof name === 'string' ? name : ''
  }
}
