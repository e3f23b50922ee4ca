/**
 * What the view draws from: signals over the trace, which is plain data of another page. The trace tells of each change at once; the
 * signals follow at the next frame, so that a burst of a thousand spans is one paint.
 */
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Host, HostState } from '../host.ts'
import type { RoomChoice } from '../trace/file-room.ts'
import type { Crowd, RowList, SpanIndex, Totals, Trace } from '../trace/model.ts'
import { createPainter } from './painter.ts'
import { createTextForm, type TextForm } from './text-form.ts'
import type { RowKey } from '../trace/span-key.ts'
import { timeRange, type TimeRange } from './time-range.ts'

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

export type Tab = 'messages' | 'timing' | 'tokens' | 'tools' | 'attributes' | 'events'

export interface Store {
  readonly host: Host
  /** Reading it in a component draws that component anew at each change: the trace itself is plain data and tells no component. */
  readonly trace: Trace
  readonly hostState: ReadonlySignal<HostState>
  /** The trace's version that is on the screen. */
  readonly version: ReadonlySignal<number>
  /** The moment that is on the screen; stands still while nothing runs. */
  readonly now: ReadonlySignal<Milliseconds>
  readonly totals: ReadonlySignal<Totals>
  readonly rows: ReadonlySignal<RowList>
  /** Traces and spans whose children are folded away. */
  readonly collapsed: ReadonlySignal<ReadonlySet<RowKey>>
  /** All the time there is to show. */
  readonly fullRange: ReadonlySignal<TimeRange>
  /** What the user zoomed to; undefined shows everything, and goes on doing so as it grows. */
  readonly zoom: Signal<TimeRange | undefined>
  /** What the waterfall shows. */
  readonly range: ReadonlySignal<TimeRange>
  readonly selected: ReadonlySignal<RowKey | undefined>
  /** Position of the selected row among the rows; -1 when there is none or it is folded away. */
  readonly selectedRow: ReadonlySignal<number>
  /** The selected span, if it is one and still there; folded away or not. */
  readonly selectedSpan: ReadonlySignal<SpanIndex | undefined>
  readonly detailsOpen: Signal<boolean>
  readonly tab: Signal<Tab>
  readonly textForm: TextForm
  readonly notice: Signal<Notice | undefined>
  readonly reading: Signal<Reading | undefined>
  readonly saving: Signal<Saving | undefined>
  /** Grows when colours change: a canvas has no style sheet and has to be told. */
  readonly style: ReadonlySignal<number>
  restyle(): void
  select(key: RowKey | undefined): void
  toggle(key: RowKey): void
  clear(): void
  dispose(): void
}

/** While spans wait to be taken in, rows change all the time, and what is painted each time those spans lack: it gets so much of the thread. */
const PAINT_SHARE = 0.25

/** @param clock milliseconds since the Unix epoch; a fixed one makes a picture reproducible. */
export function createStore(host: Host, clock: () => Milliseconds): Store {
  const { trace } = host
  const version = signal(trace.version)
  const now = signal(clock())
  const hostState = signal(host.state())
  const collapsed = signal<ReadonlySet<RowKey>>(new Set())
  const selected = signal<RowKey | undefined>(undefined)
  const style = signal(0)
  const zoom = signal<TimeRange | undefined>(undefined)
  const detailsOpen = signal(false)

  const bars = noBars()
  const at = <T>(read: () => T) => computed(() => (version.value, read()))
  const totals = at(() => trace.totals())
  const rows = computed(() => (version.value, trace.rows(collapsed.value)))
  const fullRange = computed(() => timeRange(totals.value, totals.value.running > 0 ? now.value : 0))
  const painter = createPainter({
    paint() {
      batch(() => ([now.value, version.value] = [clock(), trace.version]))
      return totals.value.running > 0
    },
    interval: (cost) => (bars.reading.peek() !== undefined || host.isBehind() ? cost / PAINT_SHARE : 0),
  })
  const undo = [
    trace.subscribe(painter.request),
    host.subscribe(() => (hostState.value = same(hostState.peek(), host.state()))),
    painter.stop,
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
    rows,
    collapsed,
    fullRange,
    zoom,
    range: computed(() => zoom.value ?? fullRange.value),
    selected,
    selectedRow: computed(() => (selected.value === undefined ? -1 : trace.placeOf(selected.value, rows.value))),
    selectedSpan: at(() => (selected.value === undefined ? undefined : trace.find(selected.value))),
    detailsOpen,
    ...tabState(),
    ...bars,
    style,
    restyle: () => style.value++,
    select: (key) => (selected.value = key),
    toggle: (key) => (collapsed.value = toggled(collapsed.value, key)),
    clear() {
      host.clear()
      forgetChoices({ selected, detailsOpen, collapsed, zoom })
    },
    dispose: () => undo.forEach((undoOne) => undoOne()),
  }
}

function tabState(): Pick<Store, 'tab' | 'textForm'> {
  return { tab: signal<Tab>('messages'), textForm: createTextForm() }
}

function noBars(): Pick<Store, 'notice' | 'reading' | 'saving'> {
  return {
    notice: signal<Notice | undefined>(undefined),
    reading: signal<Reading | undefined>(undefined),
    saving: signal<Saving | undefined>(undefined),
  }
}

interface Choices {
  readonly selected: Signal<RowKey | undefined>
  readonly detailsOpen: Signal<boolean>
  readonly collapsed: Signal<ReadonlySet<RowKey>>
  readonly zoom: Signal<TimeRange | undefined>
}

/** Those that were made among spans that have gone. */
function forgetChoices({ selected, detailsOpen, collapsed, zoom }: Choices): void {
  batch(() => {
    selected.value = undefined
    detailsOpen.value = false
    collapsed.value = new Set()
    zoom.value = undefined
  })
}

/** The state before where the new one says the same: hosts make a new object each time they are asked. */
function same(before: HostState, now: HostState): HostState {
  const { connection, origin, preserveLog, dark } = before
  return connection === now.connection && origin === now.origin && preserveLog === now.preserveLog && dark === now.dark ? before : now
}

function toggled(keys: ReadonlySet<RowKey>, key: RowKey): ReadonlySet<RowKey> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}
