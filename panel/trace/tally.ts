/** How many spans run, failed, were aborted or cut off: of all together, and of each trace; and which conversation a trace belongs to. */
import { Interned } from './interned.ts'
import type { SpanIndex } from './model.ts'
import { Flag, OUTCOMES, RUNNING } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32, setF64, setI32, setU32, u32, u8 } from './table.ts'

const ERROR = OUTCOMES.indexOf('error')
const ABORTED = OUTCOMES.indexOf('aborted')

interface Counts {
  running: number
  errors: number
  aborted: number
  cutOff: number
}

export class Tally {
  readonly counts: Counts = { running: 0, errors: 0, aborted: 0, cutOff: 0 }
  readonly #tables: Tables
  readonly #conversations = new Interned<string>()

  constructor(tables: Tables) {
    this.#tables = tables
  }

  /** Of the conversations' ids, about. */
  get bytes(): number {
    return this.#conversations.bytes
  }

  /** -1: a span that goes, or is about to change. */
  add(row: SpanIndex, trace: number, sign: 1 | -1): void {
    const { columns } = this.#tables.spans
    const outcome = u8(columns.outcome, row)
    if (outcome === RUNNING) this.#count('running', trace, sign)
    if (outcome === ERROR) this.#count('errors', trace, sign)
    if (outcome === ABORTED) this.#count('aborted', trace, sign)
    if ((u8(columns.flags, row) & Flag.cutOff) !== 0) this.#count('cutOff', trace, sign)
  }

  #count(name: keyof Counts, trace: number, sign: 1 | -1): void {
    const column = this.#tables.traces.columns[name]
    this.counts[name] += sign
    setU32(column, trace, u32(column, trace) + sign)
  }

  /** A trace's conversation is the one that its earliest span names. */
  converse(row: SpanIndex, trace: number, conversation: string | undefined): void {
    const { columns } = this.#tables.traces
    const start = f64(this.#tables.spans.columns.start, row)
    if (conversation === undefined || start >= f64(columns.conversationStart, trace)) return
    const before = i32(columns.conversation, trace)
    setI32(columns.conversation, trace, this.#conversations.use(conversation, conversation))
    setF64(columns.conversationStart, trace, start)
    this.#conversations.release(before)
  }

  conversationOf(trace: number): string | undefined {
    return this.#conversations.get(i32(this.#tables.traces.columns.conversation, trace))
  }

  conversations(): Generator<string> {
    return this.#conversations.values()
  }

  forget(trace: number): void {
    this.#conversations.release(i32(this.#tables.traces.columns.conversation, trace))
  }
}
