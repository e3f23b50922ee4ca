/** What of the time is shown and how: what is folded, what was zoomed to and on which way, where the pointer is. */
import { batch, computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { Folds, NO_FOLDS } from '../trace/folds.ts'
import type { Interval } from '../trace/busy-time.ts'
import type { Trace } from '../trace/model.ts'
import { stepped, widerThan } from './crumbs.ts'
import { readSetting, writeSetting } from './local-settings.ts'
import type { TimeRange } from './time-range.ts'

export interface Timeline {
  /** Pauses are folded. Kept. */
  readonly squeeze: ReadonlySignal<boolean>
  /** Rows with no time in what is shown are left out. Kept. */
  readonly onlyShown: ReadonlySignal<boolean>
  /** One trace is shown as a flame, in the place of the rows. Kept. */
  readonly flame: ReadonlySignal<boolean>
  readonly folds: ReadonlySignal<Folds>
  /** Pauses that would be folded, had the user not opened them. */
  readonly opened: ReadonlySignal<readonly Interval[]>
  /** What was shown before, the widest first. */
  readonly way: ReadonlySignal<readonly TimeRange[]>
  /** The moment under the pointer. */
  readonly pointed: Signal<Milliseconds | undefined>
  /** What a drag in the ruler goes over. */
  readonly dragged: Signal<TimeRange | undefined>
  setSqueeze(on: boolean): void
  setOnlyShown(on: boolean): void
  setFlame(on: boolean): void
  /** Opens the pause that lies at a moment, or folds it again. @returns whether there is one. */
  togglePause(at: Milliseconds): boolean
  /** Which part of what is shown of a range is pauses within traces, or opened ones, which {@link Timeline.squeezeMore} folds. */
  idleShare(range: TimeRange): number
  /** Folds pauses within traces too, and those that were opened. */
  squeezeMore(): void
  /** Shows a range; `before`: what was shown when the user began to choose it. */
  zoomTo(range: TimeRange | undefined, before?: TimeRange): void
  /** Shows a wider or narrower part, or one beside it: no step of the way. */
  moveTo(range: TimeRange | undefined): void
  /** Back to what was shown before the last step. @returns whether there was one. */
  back(): boolean
  forget(): void
}

export interface TimelineParts {
  readonly trace: Trace
  readonly version: ReadonlySignal<number>
  readonly zoom: Signal<TimeRange | undefined>
}

const setting = (name: string, by: boolean) => (readSetting(name) ?? Number(by)) === 1

export function createTimeline({ trace, version, zoom }: TimelineParts): Timeline {
  const squeeze = signal(setting('waterfall.squeeze', true))
  const onlyShown = signal(setting('waterfall.only-shown', false))
  const flame = signal(setting('waterfall.flame', false))
  const inside = signal(false)
  const openedAt = signal<readonly Milliseconds[]>([])
  const way = signal<readonly TimeRange[]>([])
  const pauses = computed(() => (version.value, squeeze.value ? trace.idle(inside.value ? 'calls' : 'spans') : NONE))
  // The same while they are the same: other folds draw all bars anew.
  const opened = computed(() => (openedAt.value.length === 0 ? NONE : openedAt.value.flatMap((at) => pauseAt(pauses.value, at) ?? [])))
  const folds = computed(() => foldsOf(pauses.value, opened.value))
  const keep = (name: string, kept: Signal<boolean>) => (on: boolean) => {
    kept.value = on
    writeSetting(name, Number(on))
  }
  const moveTo = (range: TimeRange | undefined) => batch(() => ([zoom.value, way.value] = [range, widerThan(way.peek(), range)]))
  return {
    squeeze,
    onlyShown,
    flame,
    folds,
    opened,
    way: computed(() => (zoom.value === undefined ? [] : way.value)),
    pointed: signal<Milliseconds | undefined>(undefined),
    dragged: signal<TimeRange | undefined>(undefined),
    setSqueeze: keep('waterfall.squeeze', squeeze),
    setOnlyShown: keep('waterfall.only-shown', onlyShown),
    setFlame: keep('waterfall.flame', flame),
    togglePause(at) {
      const pause = pauseAt(pauses.peek(), at)
      if (pause === undefined) return false
      const others = openedAt.peek().filter((moment) => pauseAt([pause], moment) === undefined)
      openedAt.value = others.length < openedAt.peek().length ? others : [...others, (pause.start + pause.end) / 2]
      return true
    },
    idleShare: (range) => (squeeze.value ? idleShare(trace.idle('calls'), folds.value, range) : 0),
    squeezeMore: () => batch(() => ([inside.value, openedAt.value] = [true, []])),
    zoomTo: (range, before = zoom.peek()) =>
      batch(() => ([zoom.value, way.value] = [range, stepped(zoom.peek() === undefined ? [] : way.peek(), before, range)])),
    moveTo,
    back() {
      if (zoom.peek() === undefined) return false
      moveTo(way.peek().at(-1))
      return true
    },
    forget: () => batch(() => ([openedAt.value, inside.value, way.value] = [[], false, []])),
  }
}

function foldsOf(pauses: readonly Interval[], opened: readonly Interval[]): Folds {
  if (pauses.length === 0) return NO_FOLDS
  const open = new Set(opened.map(({ start }) => start))
  return new Folds(open.size === 0 ? pauses : pauses.filter(({ start }) => !open.has(start)))
}

const NONE: readonly Interval[] = []

function pauseAt(pauses: readonly Interval[], at: Milliseconds): Interval | undefined {
  let [low, high] = [0, pauses.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((pauses[middle]?.end ?? 0) < at) low = middle + 1
    else high = middle
  }
  const pause = pauses[low]
  return pause !== undefined && pause.start <= at ? pause : undefined
}

/** Of the time that is shown at its full length, what lies in pauses. */
function idleShare(pauses: readonly Interval[], folds: Folds, { start, end }: TimeRange): number {
  const length = folds.squeezed(end, start, 0) - folds.squeezed(start, start, 0)
  let idle = 0
  for (const pause of pauses) {
    const isSeen = pause.end > start && pause.start < end && folds.at((pause.start + pause.end) / 2) === undefined
    if (isSeen) idle += Math.min(end, pause.end) - Math.max(start, pause.start)
  }
  return length > 0 ? idle / length : 0
}
