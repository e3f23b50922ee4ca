/** The script of the page in which the panel's store is measured: records in, as batches come over the port; rows, sums and selection out, as the view asks for them. */
import { completionsOf } from '../../../panel/store/filter-completion.ts'
import { createStore, type Store } from '../../../panel/store/store.ts'
import type { Host } from '../../../panel/host.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { spanKey } from '../../../panel/trace/span-key.ts'
import { readMessage } from '../../../sdk/protocol/read-messages.ts'
import type { Entry, Message, SpanRecord } from '../../../sdk/protocol/records.ts'

declare global {
  interface Window {
    records?: {
      /** Makes what {@link ingest} takes: spans with so many messages each. */
      prepare(spans: number, messages: number): void
      ingest(): void
      /** A store of `spans` spans, `spansATrace` in each trace, one of which is selected. `ownNames`: no two of them are called the same. */
      fill(spans: number, spansATrace: number, ownNames: boolean): Shown
      /** Changes one span as often, or for `limit` milliseconds; after each looks at rows, sums and selection. @returns how often */
      change(times: number, limit: number): number
      /** Types filters key by key, after each of them looks as {@link change} does. @returns how many keys */
      type(filters: readonly string[]): number
    }
  }
}

/** What the view reads of the store for a frame. */
interface Shown {
  readonly rows: number
  readonly spans: number
  /** Levels of the rows on the screen, added up. */
  readonly levels: number
  readonly selectedRow: number
}

const SOURCE = { document: 'd', url: 'http://localhost/', epoch: 'e' }
const LIMITS = { spans: 10_000_000, bytes: 1e12 }
const BATCH = 100
/** Rows on a screen. */
const SCREEN = 40
const MESSAGES: readonly Message[] = Array.from({ length: 10 }, (_, turn) => ({
  role: turn % 2 === 0 ? 'user' : 'assistant',
  parts: [{ type: 'text', content: 'A message of an ordinary length. '.repeat(8) }],
}))

/** What waits for a frame is run when it is asked for: a frame's own time is not the store's. */
const waiting: FrameRequestCallback[] = []
window.requestAnimationFrame = (callback) => waiting.push(callback)
const frame = (): void => waiting.splice(0).forEach((callback) => callback(performance.now()))

function spanOf(index: number, spansATrace: number, messages: number): SpanRecord {
  const root = index - (index % spansATrace)
  const start = 1_790_000_000_000 + index * 10
  const isRoot = index === root
  return {
    traceId: (root + 1).toString(16).padStart(32, '0'),
    spanId: (index + 1).toString(16).padStart(16, '0'),
    ...(isRoot ? {} : { parentSpanId: (root + 1).toString(16).padStart(16, '0') }),
    name: isRoot ? 'invoke_agent researcher' : 'chat gpt-5',
    kind: isRoot ? 1 : 3,
    startTimeUnixNano: `${start}000000`,
    endTimeUnixNano: `${start + 100}000000`,
    status: { code: 0 },
    attributes: {
      'gen_ai.operation.name': isRoot ? 'invoke_agent' : 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.usage.input_tokens': index,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.response.finish_reasons': ['stop'],
    },
    events: [],
    links: [],
    resource: 'r',
    state: 'ended',
    firstChunkOffset: 30,
    ...(messages === 0 ? {} : { content: { inputMessages: MESSAGES.slice(0, messages - 1), outputMessages: MESSAGES.slice(0, 1) } }),
  }
}

const RESOURCE: Entry = { seq: 1, resource: 'r', attributes: { 'service.name': 'bench' }, scope: { name: 'bench' } }

function take(trace: Trace, entries: readonly Entry[]): void {
  const message = readMessage({ type: 'batch', epoch: SOURCE.epoch, entries, dropped: 0 })
  if (message?.type === 'batch') trace.ingest(SOURCE, message.entries, message.dropped)
}

function takeAll(trace: Trace, entries: readonly Entry[]): void {
  for (let at = 0; at < entries.length; at += BATCH) take(trace, entries.slice(at, at + BATCH))
}

const entriesOf = (spans: number, spansATrace: number, messages: number): readonly Entry[] => [
  RESOURCE,
  ...Array.from({ length: spans }, (_, index): Entry => ({ seq: index + 2, span: spanOf(index, spansATrace, messages) })),
]

let filled: { readonly trace: Trace; readonly store: Store; readonly spans: number; readonly spansATrace: number; seq: number } | undefined

const hostOf = (trace: Trace): Host => {
  const state = { connection: 'connected', origin: '', preserveLog: false, dark: false, recording: true, unrecorded: 0 } as const
  return {
    trace,
    state: () => state,
    subscribe: () => () => {},
    clear: () => trace.clear(),
    want: () => Promise.resolve(undefined),
    setPreserveLog: () => {},
    setRecording: () => {},
    isBehind: () => false,
    onSearch: () => () => {},
    reloadPage: () => {},
    allowSite: () => Promise.resolve(false),
  }
}

function look(store: Store): Shown {
  const rows = store.rows.value
  const levels = Array.from({ length: SCREEN }, (_, place) => {
    const row = rows.at(place)
    return row === undefined || row.type === 'trace' ? 0 : row.level + Math.sign(store.trace.span(row.index).start)
  })
  return {
    rows: rows.length,
    spans: store.totals.value.spans,
    levels: levels.reduce((sum, level) => sum + level, 0),
    selectedRow: store.selectedRow.value,
  }
}

let prepared: readonly Entry[] = []

window.records = {
  prepare(spans, messages) {
    prepared = entriesOf(spans, 10, messages)
  },
  ingest: () => takeAll(createTrace(LIMITS), prepared),
  fill(spans, spansATrace, ownNames) {
    filled?.store.dispose()
    const trace = createTrace(LIMITS)
    const entries = entriesOf(spans, spansATrace, 0)
    takeAll(
      trace,
      ownNames
        ? entries.map((entry, at) => ('span' in entry ? { ...entry, span: { ...entry.span, name: `${entry.span.name} ${at}` } } : entry))
        : entries,
    )
    const store = createStore(hostOf(trace), Date.now)
    store.select(spanKey({ document: SOURCE.document, ...spanOf(spans - 2, spansATrace, 0) }))
    filled = { trace, store, spans, spansATrace, seq: spans + 2 }
    frame()
    return look(store)
  },
  change(times, limit) {
    if (filled === undefined) throw new Error('there is no store')
    const { trace, store, spans, spansATrace } = filled
    const span = spanOf(Math.floor(spans / 2) + 1, spansATrace, 0)
    const begin = performance.now()
    let done = 0
    while (done < times && performance.now() - begin < limit) {
      const seq = filled.seq++
      take(trace, [{ seq, span: { ...span, name: `change ${seq}`, endTimeUnixNano: `${1_790_000_000_000 + spans * 10 + seq}000000` } }])
      frame()
      if (look(store).selectedRow < 0) throw new Error('nothing is selected')
      done++
    }
    return done
  },
  type(filters) {
    if (filled === undefined) throw new Error('there is no store')
    const { store } = filled
    let keys = 0
    for (const filter of filters) {
      for (let length = 1; length <= filter.length; length++) {
        const text = filter.slice(0, length)
        store.filtering.text.value = text
        completionsOf(text, length, (key) => store.trace.filterValues(key))
        frame()
        look(store)
        keys++
      }
      store.filtering.clear()
      frame()
    }
    return keys
  },
}
