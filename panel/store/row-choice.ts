/** Which rows the user asked for: what is folded, a filter, an order, a span opened as the root. */
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { AskedTool, RowChoice, RowSort, SortBy, SpanIndex } from '../trace/model.ts'
import type { RowKey } from '../trace/span-key.ts'
import { readSetting, writeSetting } from './local-settings.ts'
import { folded } from './subtree.ts'

const KEY_ONLY = 'key-spans-only'
const TOOLS_UNDER_CALLS = 'tools-under-calls'

export interface RowChoices {
  /** Traces and spans whose children are folded away. */
  readonly collapsed: ReadonlySignal<ReadonlySet<RowKey>>
  toggle(key: RowKey): void
  /** Folds all of these, or opens them. */
  fold(keys: readonly RowKey[], isFolded: boolean): void
  /** Spans that are wanted; undefined: all. Asked anew of all spans whenever one of them changes. */
  readonly filter: Signal<((index: SpanIndex) => boolean) | undefined>
  /** To grow where the filter may answer otherwise though no span changed: text streamed in, or was read from a file. */
  readonly filterEpoch: Signal<number>
  /** Spans of no GenAI operation are left out; kept by the browser. */
  readonly keyOnly: ReadonlySignal<boolean>
  setKeyOnly(isOn: boolean): void
  /** Tools are drawn under the calls that asked for them; kept by the browser. */
  readonly toolsUnderCalls: ReadonlySignal<boolean>
  setToolsUnderCalls(isOn: boolean): void
  /** Those tools, as far as they are found; undefined while they are not wanted. */
  readonly asked: Signal<readonly AskedTool[] | undefined>
  readonly sort: Signal<RowSort | undefined>
  /** What columns are sorted by whose values lie elsewhere; NaN: unknown. */
  readonly sortValues: Map<SortBy, NonNullable<RowSort['value']>>
  /** Once: the smallest first; again: the largest; a third time: the tree. */
  sortBy(by: SortBy): void
  /** Only this span, or trace, and what is under it. */
  readonly root: Signal<RowKey | undefined>
  /** All of it but what is folded, for the trace. */
  readonly choice: ReadonlySignal<RowChoice>
  /** Whether the list is made anew, by a look at all spans, whenever one of them changes. */
  readonly looksAtAll: ReadonlySignal<boolean>
  /** The spans have gone: what named some of them goes too. */
  forget(): void
}

export function createRowChoices(): RowChoices {
  const collapsed = signal<ReadonlySet<RowKey>>(new Set())
  const filter = signal<RowChoice['keeps']>(undefined)
  const filterEpoch = signal(0)
  const keyOnly = signal(readSetting(KEY_ONLY) === 1)
  const toolsUnderCalls = signal(readSetting(TOOLS_UNDER_CALLS) === 1)
  const asked = signal<readonly AskedTool[] | undefined>(undefined)
  const sort = signal<RowSort | undefined>(undefined)
  const sortValues: RowChoices['sortValues'] = new Map()
  const root = signal<RowKey | undefined>(undefined)
  const fold = (keys: readonly RowKey[], isFolded: boolean): void => void (collapsed.value = folded(collapsed.value, keys, isFolded))
  return {
    collapsed,
    toggle: (key) => fold([key], !collapsed.value.has(key)),
    fold,
    filter,
    filterEpoch,
    keyOnly,
    setKeyOnly(isOn) {
      keyOnly.value = isOn
      writeSetting(KEY_ONLY, isOn ? 1 : 0)
    },
    toolsUnderCalls,
    setToolsUnderCalls(isOn) {
      toolsUnderCalls.value = isOn
      writeSetting(TOOLS_UNDER_CALLS, isOn ? 1 : 0)
    },
    asked,
    sort,
    sortValues,
    sortBy: (by) => (sort.value = nextSort(sort.value, by, sortValues.get(by))),
    root,
    choice: computed(() => ({
      keeps: filter.value,
      epoch: filterEpoch.value,
      keyOnly: keyOnly.value,
      asked: asked.value,
      sort: sort.value,
      root: root.value,
    })),
    looksAtAll: computed(() => filter.value !== undefined || keyOnly.value || toolsUnderCalls.value || sort.value !== undefined),
    forget() {
      collapsed.value = new Set()
      root.value = undefined
    },
  }
}

export function nextSort(now: RowSort | undefined, by: SortBy, value: RowSort['value']): RowSort | undefined {
  if (now?.by !== by) return { by, down: false, ...(value && { value }) }
  return now.down ? undefined : { ...now, down: true }
}
