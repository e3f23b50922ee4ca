/** What comes beside spans while they run: text that streams in, and events. Both may come before their span, and wait for it. */
import type { Accepted } from '../../sdk/protocol/accepted.ts'
import type { ChunkTimings, Delta, EventRecord, Milliseconds, SpanRecord } from '../../sdk/protocol/records.ts'
import { Heard } from './heard.ts'
import { Live } from './live.ts'
import { weigh, weighText } from './measure.ts'
import type { LiveText, LogView, Source, SpanIndex } from './model.ts'
import { Flag, RUNNING } from './span-columns.ts'
import { spanKey } from './span-key.ts'
import type { Spans } from './spans.ts'
import { f64, u8 } from './table.ts'
import { toMilliseconds } from './time.ts'
import { WaitingEntries } from './waiting-entries.ts'

interface WaitingDelta {
  readonly source: Source
  readonly delta: Delta
}

export class BesideSpans {
  readonly #spans: Spans
  readonly #live = new Map<SpanIndex, Live>()
  readonly #logs = new Map<SpanIndex, LogView[]>()
  readonly #heard = new Heard()
  readonly #waitingLogs = new WaitingEntries<LogView>()
  readonly #waitingDeltas = new WaitingEntries<WaitingDelta>()

  constructor(spans: Spans) {
    this.#spans = spans
  }

  /** A record came for a row; `isNew`: the first one. */
  came(row: SpanIndex, source: Source, record: Accepted<SpanRecord>, isNew: boolean): void {
    this.#heard.add(source.document, record.spanId, row, (each) => this.#isRunning(each))
    if (isNew) this.#claim(source, record)
    if (!this.#isRunning(row) && record.content?.outputMessages !== undefined) this.#dropLive(row)
  }

  /** The row is about to be given back. */
  forget(row: SpanIndex): void {
    this.#heard.delete(this.#spans.sourceOf(row)?.document ?? '', this.#spans.ids.textOfSpan(row))
    this.#live.delete(row)
    this.#logs.delete(row)
  }

  documentGone(document: string): void {
    this.#waitingDeltas.deleteWhere(({ source }) => source.document === document)
  }

  texts(row: SpanIndex): readonly LiveText[] {
    return this.#live.get(row)?.texts() ?? []
  }

  chunks(row: SpanIndex): ChunkTimings | undefined {
    return this.#live.get(row)?.chunks()
  }

  /** When, from its start, a span that still streams had its last reasoning. */
  reasoned(row: SpanIndex): Milliseconds | undefined {
    return this.#live.get(row)?.reasoned
  }

  logs(row: SpanIndex): readonly LogView[] {
    return this.#logs.get(row) ?? []
  }

  /** Of no span that is there. */
  get looseLogs(): readonly LogView[] {
    return this.#waitingLogs.values
  }

  /** @returns how many entries found no room; of an event likewise. */
  takeDelta(source: Source, delta: Delta): number {
    const row = this.#heard.get(source.document, delta.spanId)
    if (row === undefined) return this.#waitingDeltas.add(deltaKey(source, delta.spanId), { source, delta })
    if (!this.#isRunning(row) && this.#spans.records.get(row)?.content?.outputMessages !== undefined) return 0
    const at = toMilliseconds(delta.at)
    this.#spans.extent.heard(at)
    if (!this.#spans.hasRoomFor(weighText(delta.text))) return 1
    const live = this.#live.get(row) ?? new Live()
    this.#live.set(row, live)
    const more = live.append(delta, at - f64(this.#spans.tables.spans.columns.start, row))
    if (more === undefined) return 1
    this.#spans.weighed(row, more)
    this.#spans.mark(row, Flag.content)
    return 0
  }

  takeEvent(log: LogView): number {
    const { event, source } = log
    const { traceId, spanId } = event
    const row = traceId === undefined || spanId === undefined ? undefined : this.#spans.find(source.document, traceId, spanId)
    if (row === undefined) return this.#waitingLogs.add(eventKey(source, event), log)
    const bytes = weigh(event)
    if (!this.#spans.hasRoomFor(bytes)) return 1
    const logs = this.#logs.get(row)
    if (logs === undefined) this.#logs.set(row, [log])
    else logs.push(log)
    this.#spans.weighed(row, bytes)
    return 0
  }

  #claim(source: Source, record: SpanRecord): void {
    // Mostly nothing waits, and each span would pay for two keys.
    if (!this.#waitingDeltas.isEmpty)
      for (const { delta } of this.#waitingDeltas.take(deltaKey(source, record.spanId))) this.takeDelta(source, delta)
    if (!this.#waitingLogs.isEmpty) for (const log of this.#waitingLogs.take(eventKey(source, record))) this.takeEvent(log)
  }

  #dropLive(row: SpanIndex): void {
    const live = this.#live.get(row)
    if (live === undefined) return
    this.#spans.weighed(row, -live.bytes)
    this.#live.delete(row)
  }

  #isRunning(row: SpanIndex): boolean {
    return u8(this.#spans.tables.spans.columns.outcome, row) === RUNNING
  }
}

const deltaKey = ({ document }: Source, spanId: string): string => `${document} ${spanId}`

function eventKey({ document }: Source, { traceId = '', spanId = '' }: Pick<EventRecord, 'traceId' | 'spanId'>): string {
  return spanKey({ document, traceId, spanId })
}
