/** Which rows are listed and how: what the user folded, filtered, sorted, zoomed to and looks for, each in a file of its own. */
import { computed, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Host } from '../host.ts'
import type { RowList } from '../trace/model.ts'
import type { RowKey } from '../trace/span-key.ts'
import { followAskedTools } from './asked-tools.ts'
import { createColumns, type ColumnState } from './column-choice.ts'
import { createFiltering, type Filtering } from './filtering.ts'
import { createFind, followHostSearch, type Find, type FindContext } from './find.ts'
import { createRangeRows } from './range-rows.ts'
import { createRowChoices, type RowChoices } from './row-choice.ts'
import type { TimeRange } from './time-range.ts'
import { createTimeline, type Timeline } from './timeline.ts'

export interface Listing extends RowChoices {
  readonly rows: ReadonlySignal<RowList>
  /** Position of the selected row among the rows; -1 when there is none or it is folded away. */
  readonly selectedRow: ReadonlySignal<number>
  readonly columns: ColumnState
  readonly filtering: Filtering
  readonly find: Find
  readonly timeline: Timeline
}

export interface ListingContext extends Pick<FindContext, 'version' | 'reading' | 'detailsOpen' | 'tab'> {
  readonly host: Host
  readonly selected: Signal<RowKey | undefined>
  readonly zoom: Signal<TimeRange | undefined>
}

/** @returns it, and what ends it. */
export function createListing(context: ListingContext): readonly [listing: Listing, dispose: () => void] {
  const { host, version, zoom, selected } = context
  const { trace } = host
  const choices = createRowChoices()
  const timeline = createTimeline({ trace, version, zoom })
  const ranged = createRangeRows({ trace, choice: choices.choice, zoom, on: timeline.onlyShown })
  const rows = computed(() => (version.value, trace.rows(choices.collapsed.value, ranged.choice.value)))
  const filtering = createFiltering(trace, version, choices)
  const unfollowTools = followAskedTools({ trace, version, isOn: choices.toolsUnderCalls, asked: choices.asked })
  const find = createFind({ ...context, ...choices, trace })
  const unfollow = followHostSearch(host, find)
  const listing: Listing = {
    ...choices,
    rows,
    selectedRow: computed(() => (selected.value === undefined ? -1 : trace.placeOf(selected.value, rows.value))),
    columns: createColumns(),
    filtering,
    find,
    timeline,
  }
  const dispose = (): void => {
    unfollow()
    filtering.dispose()
    find.dispose()
    ranged.dispose()
    unfollowTools()
  }
  return [listing, dispose]
}
