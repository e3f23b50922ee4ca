/** Composes the store: entries in, views out. */
import type { Accepted, AcceptedEntry } from '../../sdk/protocol/accepted.ts'
import type { Delta, EventRecord, ResourceEntry, SpanRecord } from '../../sdk/protocol/records.ts'
import { acceptEvent, acceptSpan } from './accept.ts'
import { createDocuments } from './documents.ts'
import { dumpTrace } from './dump.ts'
import { ATTR_END } from '../../sdk/own-names.ts'
import { PAGE_GONE } from './ends.ts'
import { createLive } from './live.ts'
import { weigh } from './measure.ts'
import type { LogView, Row, Source, SpanIndex, Totals, Trace } from './model.ts'
import { DEFAULT_LIMITS } from './eviction.ts'
import type { Limits } from './eviction.ts'
import { createRows } from './rows.ts'
import { createSpans } from './spans.ts'
import type { Cell } from './spans.ts'
import { spanView, summaryOf } from './summary.ts'
import { float } from './span-columns.ts'
import { toMilliseconds, toUnixNano } from './time.ts'
import { sumTotals } from './totals.ts'

/** Events and deltas that wait for their span; beyond it the oldest is dropped. */
const MAX_WAITING = 1_000

interface WaitingDelta {
  readonly source: Source
  readonly delta: Delta
}

/** An empty store. Realm-free: plain data and closures, so that the devtools page can own it and the panel's frame can read it. */
export function createTrace(limits: Limits = DEFAULT_LIMITS): Trace {
  let spans = createSpans(limits)
  let documents = createDocuments()
  let rows = createRows()
  let version = 0
  let dropped = 0
  let totals: Totals | undefined
  let waitingLogs: LogView[] = []
  let waitingDeltas: WaitingDelta[] = []
  const listeners = new Set<() => void>()

  function changed(): void {
    version++
    totals = undefined
    // A copy: a listener that subscribes anew must not be told for ever.
    for (const listener of Array.from(listeners)) tell(listener)
  }

  /** False where the entry found no room. */
  function take(source: Source, entry: AcceptedEntry): boolean {
    if ('span' in entry) takeSpan(source, entry.seq, acceptSpan(entry.span))
    else if ('delta' in entry) return takeDelta(source, entry.delta)
    else if ('event' in entry) return takeEvent(source, acceptEvent(entry.event))
    else return documents.addResource(source, entry)
    // What the store itself gives up, it counts itself.
    return true
  }

  function takeSpan(source: Source, seq: number, record: Accepted<SpanRecord>): void {
    const isNew = spans.indexOf(record.traceId, record.spanId) === undefined
    const index = spans.put(source, seq, record)
    rows.forget()
    const cell = index === undefined ? undefined : spans.cells[index]
    if (index === undefined || cell === undefined) return
    if (isNew) claimWaiting(source, record)
    const { state, content } = cell.record
    if (state === 'ended' && content?.outputMessages !== undefined) dropLive(index, cell)
  }

  function claimWaiting(source: Source, { traceId, spanId }: SpanRecord): void {
    const isOurs = ({ source: from, delta }: WaitingDelta): boolean => from.document === source.document && delta.spanId === spanId
    const deltas = waitingDeltas.filter((waiting) => isOurs(waiting))
    if (deltas.length > 0) {
      waitingDeltas = waitingDeltas.filter((waiting) => !isOurs(waiting))
      for (const { delta } of deltas) takeDelta(source, delta)
    }
    const isHere = ({ event }: LogView): boolean => event.traceId === traceId && event.spanId === spanId
    const events = waitingLogs.filter((loose) => isHere(loose))
    if (events.length === 0) return
    waitingLogs = waitingLogs.filter((loose) => !isHere(loose))
    for (const { event, source: from } of events) takeEvent(from, event)
  }

  function takeDelta(source: Source, delta: Delta): boolean {
    const index = spans.find(delta.spanId)
    const cell = index === undefined ? undefined : spans.cells[index]
    if (index === undefined || cell?.source.document !== source.document) {
      return wait(waitingDeltas, { source, delta })
    }
    if (cell.record.content?.outputMessages !== undefined && cell.record.state === 'ended') return true
    const at = toMilliseconds(delta.at)
    const { columns } = spans
    columns.news[index] = Math.max(float(columns.news, index), at)
    cell.live ??= createLive()
    const fits = cell.live.append(delta, at - float(columns.start, index))
    if (fits) spans.weighed(index, delta.text.length)
    return fits
  }

  function takeEvent(source: Source, event: EventRecord): boolean {
    const { traceId, spanId } = event
    const log = { event, source, resource: documents.resource(source, event.resource) }
    const index = traceId === undefined || spanId === undefined ? undefined : spans.indexOf(traceId, spanId)
    if (index === undefined) return wait(waitingLogs, log)
    spans.cells[index]?.logs.push(log)
    spans.weighed(index, weigh(event))
    return true
  }

  function dropLive(index: SpanIndex, cell: Cell): void {
    if (cell.live === undefined) return
    spans.weighed(index, -cell.live.characters)
    cell.live = undefined
  }

  function takeAll(source: Source, entries: readonly AcceptedEntry[]): void {
    for (const entry of entries) if (documents.add(source, entry.seq) && !take(source, entry)) dropped++
  }

  function endGone(cell: Cell): void {
    const { traceId, spanId } = cell.record
    const index = spans.indexOf(traceId, spanId)
    if (index === undefined) return
    const endTimeUnixNano = toUnixNano(float(spans.columns.news, index))
    const attributes = { ...cell.record.attributes, [ATTR_END]: PAGE_GONE }
    spans.put(cell.source, cell.seq, { ...cell.record, state: 'ended', endTimeUnixNano, attributes })
    cell.gone = true
  }

  const trace: Trace = {
    get version() {
      return version
    },
    get size() {
      return spans.columns.length
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ingest(from, entries, lost) {
      const source = documents.source(from)
      takeAll(source, entries)
      dropped += lost
      changed()
    },
    documentGone(document) {
      const running = spans.cells.filter(({ source, record }) => source.document === document && record.state === 'running')
      for (const cell of running) endGone(cell)
      rows.forget()
      waitingDeltas = waitingDeltas.filter(({ source }) => source.document !== document)
      documents.gone(document)
      changed()
    },
    clear() {
      spans = createSpans(limits)
      rows = createRows()
      waitingLogs = []
      waitingDeltas = []
      dropped = 0
      // Numbers and resources of living pages stay: a page names a resource once, and must not be heard twice.
      documents.forget(() => false)
      changed()
    },
    traces: () => rows.groups(spans).map((group) => summaryOf(spans, group).view),
    rows: (collapsed): readonly Row[] => rows.rows(spans, collapsed),
    span: (index) => spanView(spans, index),
    find: (spanId) => spans.find(spanId),
    record: (index) => cellAt(index).record,
    resource: (index): ResourceEntry | undefined => documents.resource(cellAt(index).source, cellAt(index).record.resource),
    source: (index) => cellAt(index).source,
    live: (index) => cellAt(index).live?.texts() ?? [],
    chunks: (index) => cellAt(index).record.chunks ?? cellAt(index).live?.chunks(),
    events: (index) => cellAt(index).logs.map(({ event }) => event),
    logs: () => [...spans.cells.flatMap(({ logs }) => logs), ...waitingLogs],
    totals: () => (totals ??= sumTotals(spans, dropped)),
    dump: (options = { content: true }) => dumpTrace(trace, options),
  }
  return trace

  function cellAt(index: SpanIndex): Cell {
    const cell = spans.cells[index]
    if (cell === undefined) throw new RangeError(`no span ${index}: there are ${spans.columns.length}`)
    return cell
  }

  function wait<T>(waiting: T[], item: T): boolean {
    waiting.push(item)
    if (waiting.length <= MAX_WAITING) return true
    waiting.shift()
    return false
  }
}

/** One reader's fault is not the next one's, and not the bridge's: it is reported once everybody has been told. */
function tell(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
