/**
 * What the view draws from: signals over the trace, which is plain data of another page. The trace tells of each change at once; the
 * signals follow at the next frame, so that a burst of a thousand spans is one paint.
 */
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Host, HostState } from '../host.ts'
import type { RoomChoice } from '../trace/file-room.ts'
import type { Crowd, SpanIndex, Totals, Trace } from '../trace/model.ts'
import { createPainter } from './painter.ts'
import { createPathMarks, type PathMarks } from './path-marks.ts'
import { createPrices, type Prices } from './prices.ts'
import type { RowKey } from '../trace/span-key.ts'
import { createListing, type Listing } from './listing.ts'
import { createRowWords, type RowWords } from './row-words.ts'
import { timeRange, type TimeRange } from './time-range.ts'
import { createTools, type Tools } from './tools.ts'

export interface Notice {
  readonly kind: 'error' | 'warning' | 'info'
  readonly text: string
}

/** A file that is being read; `read` and `of` in bytes. */
export interface Reading {
  readonly name: string
  readonly read: number
  readonly of: number
  /** There is no room for the rest of it, and it is not read on before somebody chooses. */
  readonly question?: { readonly crowd: Crowd; choose(choice: RoomChoice): void }
  cancel(): void
}

/** A file that is being written; `written` and `of` in spans. */
export interface Saving {
  readonly name: string
  readonly written: number
  readonly of: number
  cancel(): void
}

export type Tab = 'messages' | 'timing' | 'tokens' | 'tools' | 'attributes' | 'events' | 'raw'

export interface Store extends Listing, Tools {
  readonly host: Host
  /** Reading it in a component draws that component anew at each change: the trace itself is plain data and tells no component. */
  readonly trace: Trace
  readonly hostState: ReadonlySignal<HostState>
  /** The trace's version that is on the screen. */
  readonly version: ReadonlySignal<number>
  /** The moment that is on the screen; stands still while nothing runs. */
  readonly now: ReadonlySignal<Milliseconds>
  readonly totals: ReadonlySignal<Totals>
  /** What rows say of their content. */
  readonly words: RowWords
  /** All the time there is to show. */
  readonly fullRange: ReadonlySignal<TimeRange>
  /** What the user zoomed to; undefined shows everything, and goes on doing so as it grows. */
  readonly zoom: Signal<TimeRange | undefined>
  /** What the waterfall shows. */
  readonly range: ReadonlySignal<TimeRange>
  readonly selected: ReadonlySignal<RowKey | undefined>
  /** The selected span, if it is one and still there; folded away or not. */
  readonly selectedSpan: ReadonlySignal<SpanIndex | undefined>
  readonly detailsOpen: Signal<boolean>
  readonly tab: Signal<Tab>
  readonly notice: Signal<Notice | undefined>
  readonly reading: Signal<Reading | undefined>
  readonly saving: Signal<Saving | undefined>
  readonly prices: Prices
  readonly paths: PathMarks
  /** Grows when colours change: a canvas has no style sheet and has to be told. */
  readonly style: ReadonlySignal<number>
  restyle(): void
  select(key: RowKey | undefined): void
  clear(): void
  dispose(): void
}

/** While spans wait to be taken in, rows change all the time, and what is painted each time those spans lack: it gets so much of the thread. So does a list that takes a look at all spans, or at many retries. */
const PAINT_SHARE = 0.25
const MANY_RETRIES = 1_000

/** @param clock milliseconds since the Unix epoch; a fixed one makes a picture reproducible. */
export function createStore(host: Host, clock: () => Milliseconds): Store {
  const { trace } = host
  const [version, now] = [signal(trace.version), signal(clock())]
  const hostState = signal(host.state())
  const looks = noLooks()
  const { selected, zoom } = looks
  const bars = { ...noBars(host), ...createTools() }
  const paths = createPathMarks(trace, () => now.peek())
  const [listing, endListing] = createListing({ host, version, reading: bars.reading, ...looks })
  const at = <T>(read: () => T) => computed(() => (version.value, read()))
  const totals = at(() => trace.totals())
  const fullRange = computed(() => timeRange(totals.value, totals.value.running > 0 ? now.value : 0))
  const isDear = (): boolean => listing.looksAtAll.peek() || trace.retries > MANY_RETRIES
  const painter = createPainter({
    paint() {
      batch(() => ([now.value, version.value] = [clock(), trace.version]))
      return totals.value.running > 0
    },
    interval: (cost) => (bars.reading.peek() !== undefined || isDear() || host.isBehind() ? cost / PAINT_SHARE : 0),
  })
  const undo = [
    trace.subscribe(painter.request),
    host.subscribe(() => (hostState.value = same(hostState.peek(), host.state()))),
    painter.stop,
    endListing,
  ]
  painter.request()
  return {
    host,
    get trace() {
      void version.value
      return trace
    },
    hostState,
    version,
    now,
    totals,
    fullRange,
    ...looks,
    ...listing,
    prices: createPrices(trace),
    paths,
    range: computed(() => zoom.value ?? fullRange.value),
    selectedSpan: at(() => (selected.value === undefined ? undefined : trace.find(selected.value))),
    ...bars,
    ...noStyle(),
    select: (key) => (selected.value = key),
    clear() {
      host.clear()
      forgetChoices(looks, [listing, listing.timeline, paths])
    },
    dispose: () => undo.forEach((undoOne) => undoOne()),
  }
}

function noLooks(): Looks {
  return {
    selected: signal<RowKey | undefined>(undefined),
    zoom: signal<TimeRange | undefined>(undefined),
    detailsOpen: signal(false),
    tab: signal<Tab>('messages'),
  }
}

function noStyle(): Pick<Store, 'style' | 'restyle'> {
  const style = signal(0)
  return { style, restyle: () => style.value++ }
}

/** Words of rows wait while a file is read. */
function noBars(host: Host): Pick<Store, 'notice' | 'reading' | 'saving' | 'words'> {
  const reading = signal<Reading | undefined>(undefined)
  return {
    words: createRowWords(host.trace, () => reading.peek() !== undefined || host.isBehind()),
    notice: signal<Notice | undefined>(undefined),
    reading,
    saving: signal<Saving | undefined>(undefined),
  }
}

type Looks = { readonly [name in 'selected' | 'detailsOpen' | 'zoom' | 'tab']: Signal<Store[name]['value']> }

/** Those that were made among spans that have gone. */
function forgetChoices({ selected, detailsOpen, zoom }: Looks, others: readonly { forget(): void }[]): void {
  batch(() => {
    selected.value = undefined
    detailsOpen.value = false
    zoom.value = undefined
    for (const other of others) other.forget()
  })
}

/** The state before where the new one says the same: hosts make a new object each time they are asked. */
function same(before: HostState, now: HostState): HostState {
  const keys = ['connection', 'origin', 'preserveLog', 'dark', 'recording', 'unrecorded'] as const satisfies readonly (keyof HostState)[]
  return keys.every((key) => before[key] === now[key]) ? before : now
}
