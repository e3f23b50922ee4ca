/**
 * Whether what the page sends goes into the trace. While it is stopped, spans that begin are left out, and stay out for good, with all that belongs to them;
 * those that are in the trace hear how they go on, so that none of them seems to run for ever.
 */
import type { AcceptedEntry } from '../../sdk/protocol/accepted.ts'
import type { Source, Trace } from './model.ts'
import { spanKey } from './span-key.ts'

/** The part of a trace that those who bring a page's entries need. */
export type Recorded = Pick<Trace, 'ingest' | 'clear' | 'documentGone' | 'settle'>

/** Spans that are remembered as left out; beyond them, the oldest. */
const MAX_REFUSED = 100_000

export class Recording implements Recorded {
  readonly #trace: Recorded & Pick<Trace, 'find'>
  readonly #changed: () => void
  /** Document and span id. */
  readonly #refused = new Set<string>()
  #isOn = true
  #missed = 0

  constructor(trace: Recorded & Pick<Trace, 'find'>, changed: () => void) {
    this.#trace = trace
    this.#changed = changed
  }

  get isOn(): boolean {
    return this.#isOn
  }

  /** Spans that were left out since the trace was cleared. */
  get missed(): number {
    return this.#missed
  }

  set(on: boolean): void {
    if (on === this.#isOn) return
    this.#isOn = on
    this.#changed()
  }

  ingest(source: Source, entries: readonly AcceptedEntry[], dropped: number): void {
    const missed = this.#missed
    const isAll = this.#isOn && this.#refused.size === 0
    this.#trace.ingest(source, isAll ? entries : entries.filter((entry) => this.#takes(source, entry)), dropped)
    if (missed !== this.#missed) this.#changed()
  }

  clear(): void {
    this.#trace.clear()
    this.#missed = 0
    this.#changed()
  }

  documentGone(document: string): void {
    this.#trace.documentGone(document)
  }

  settle(hasTime: () => boolean): boolean {
    return this.#trace.settle(hasTime)
  }

  #takes(source: Source, entry: AcceptedEntry): boolean {
    if ('span' in entry) return this.#isThere(source, entry.span) || this.#takesNew(source, entry.span.spanId)
    if ('delta' in entry) return !this.#refused.has(keyOf(source, entry.delta.spanId))
    if ('event' in entry) return this.#isThere(source, entry.event) || (this.#isOn && !this.#refused.has(keyOf(source, entry.event.spanId)))
    // A resource is named once, and what comes later refers to it.
    return true
  }

  #isThere({ document }: Source, { traceId, spanId }: { readonly traceId?: string; readonly spanId?: string }): boolean {
    return traceId !== undefined && spanId !== undefined && this.#trace.find(spanKey({ document, traceId, spanId })) !== undefined
  }

  #takesNew(source: Source, spanId: string): boolean {
    const key = keyOf(source, spanId)
    if (this.#refused.has(key)) return false
    if (this.#isOn) return true
    this.#missed++
    this.#refused.add(key)
    if (this.#refused.size > MAX_REFUSED) for (const oldest of this.#refused) return !this.#refused.delete(oldest)
    return false
  }
}

const keyOf = ({ document }: Source, spanId = ''): string => `${document} ${spanId}`
