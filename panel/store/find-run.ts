/** Looks through the spans of a trace in turns, so that the panel goes on: those that are there first, then those that end. */
import type { SpanDetail, SpanIndex, Trace } from '../trace/model.ts'
import { Flag, NONE, RUNNING } from '../trace/span-columns.ts'
import { i32, u32, u8 } from '../trace/table.ts'
import { FindHits } from './find-hits.ts'
import { TEXT_TABS, TEXTS, type TextTab } from './span-texts.ts'
import { Turns } from './turns.ts'

export interface FindProgress {
  readonly searched: number
  readonly of: number
}

export class FindRun {
  readonly hits = new FindHits()
  readonly #trace: Trace
  readonly #pattern: RegExp
  readonly #tables: Trace['tables']
  readonly #tell: () => void
  progress: FindProgress | undefined
  isCancelled = false
  #isCatchingUp = false

  /** `tell`: there is something new. */
  constructor(trace: Trace, pattern: RegExp, tell: () => void) {
    this.#trace = trace
    this.#pattern = pattern
    this.#tables = trace.tables
    this.#tell = tell
  }

  /** False once all spans were cleared. */
  get isCurrent(): boolean {
    return this.#trace.tables === this.#tables
  }

  /** Whether a hit's row is still the span that it was found in. */
  isThere(row: SpanIndex): boolean {
    const { trace, seq } = this.#tables.spans.columns
    return this.isCurrent && i32(trace, row) !== NONE && this.hits.isLooked(row, u32(seq, row))
  }

  /** All that is there. Rejects, with words for the user, where a file cannot be read. */
  async start(): Promise<void> {
    const snapshot = this.#trace.snapshot()
    const turns = new Turns()
    let searched = 0
    this.progress = { searched, of: snapshot.length }
    try {
      for await (const part of snapshot.spans()) {
        for (const span of part) {
          searched++
          if (span !== undefined) this.#look(span.index, span)
          if (!turns.isOver) continue
          this.progress = { searched, of: snapshot.length }
          this.#tell()
          await turns.next()
          if (this.isCancelled) return
        }
        if (this.isCancelled) return
      }
    } finally {
      this.progress = undefined
      this.#tell()
    }
  }

  /** Spans that ended since they were looked through. What is read of a file comes with another search. */
  async catchUp(): Promise<void> {
    if (this.progress !== undefined || this.#isCatchingUp) return
    this.#isCatchingUp = true
    const { spans } = this.#tables
    const turns = new Turns()
    for (let row = 0; row < spans.length && !this.isCancelled; row++) {
      if (this.#isNews(row)) this.#lookAt(row)
      if ((row & 1023) !== 0 || !turns.isOver) continue
      await turns.next()
    }
    this.#isCatchingUp = false
    this.#tell()
  }

  #isNews(row: SpanIndex): boolean {
    const { trace, outcome, flags, seq } = this.#tables.spans.columns
    const isEnded = i32(trace, row) !== NONE && u8(outcome, row) !== RUNNING
    return isEnded && (u8(flags, row) & Flag.file) === 0 && !this.hits.isLooked(row, u32(seq, row))
  }

  #lookAt(row: SpanIndex): void {
    const detail = this.isCurrent ? this.#trace.detail(row) : undefined
    if (detail !== undefined) this.#look(row, detail)
  }

  #look(row: SpanIndex, detail: SpanDetail): void {
    const tabs = TEXT_TABS.filter((tab) => this.#isIn(tab, detail))
    this.hits.look(row, u32(this.#tables.spans.columns.seq, row), tabs)
  }

  #isIn(tab: TextTab, detail: SpanDetail): boolean {
    for (const text of TEXTS[tab](detail)) if (this.#pattern.test(text)) return true
    return false
  }
}
