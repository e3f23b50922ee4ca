/** Rows by the time that is shown: where the user wants that, those with no time in it are left out, as in the Network panel. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { RowChoice, SpanIndex, Trace } from '../trace/model.ts'
import { f64 } from '../trace/table.ts'
import type { TimeRange } from './time-range.ts'

export interface RangeRows {
  readonly choice: ReadonlySignal<RowChoice>
  dispose(): void
}

interface Parts {
  readonly trace: Trace
  /** All else that was chosen. */
  readonly choice: ReadonlySignal<RowChoice>
  readonly zoom: ReadonlySignal<TimeRange | undefined>
  readonly on: ReadonlySignal<boolean>
}

/** Of more spans not each frame of a drag goes through all of them: once it rests. */
const AT_ONCE = 20_000
const REST = 150

export function createRangeRows({ trace, choice, zoom, on }: Parts): RangeRows {
  const range = signal<TimeRange | undefined>(undefined)
  const stop = effect(() => {
    const wanted = on.value ? zoom.value : undefined
    if (wanted === undefined || trace.size <= AT_ONCE) return void (range.value = wanted)
    const timer = setTimeout(() => (range.value = wanted), REST)
    return () => clearTimeout(timer)
  })
  return {
    choice: computed(() =>
      range.value === undefined ? choice.value : { ...choice.value, keeps: within(trace, range.value, choice.value.keeps) },
    ),
    dispose: stop,
  }
}

/** A span that runs goes on to the end of any range. */
function within(trace: Trace, { start, end }: TimeRange, keeps: RowChoice['keeps']): (index: SpanIndex) => boolean {
  return (index) => {
    const { columns } = trace.tables.spans
    return f64(columns.start, index) <= end && !(f64(columns.end, index) < start) && (keeps === undefined || keeps(index))
  }
}
