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
    const { spans, traces } = this.#tables
    const outcome = u8(spans.columns.outcome, row)
    const count = (name: keyof Counts): void => {
      this.counts[name] += sign
      setU32(traces.columns[name], trace, u32(traces.columns[name], trace) + sign)
    }
    if (outcome === RUNNING) count('running')
    if (outcome === ERROR) count('errors')
    if (outcome === ABORTED) count('aborted')
    if ((u8(spans.columns.flags, row) & Flag.cutOff) !== 0) count('cutOff')
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
