/** Which rows the user asked for: what is folded, a filter, an order, a span opened as the root. */
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { RowChoice, RowSort, SpanIndex } from '../trace/model.ts'
import type { RowKey } from '../trace/span-key.ts'

export interface RowChoices {
  /** Traces and spans whose children are folded away. */
  readonly collapsed: ReadonlySignal<ReadonlySet<RowKey>>
  toggle(key: RowKey): void
  /** Spans that are wanted; undefined: all. Asked anew of all spans whenever one of them changes. */
  readonly filter: Signal<((index: SpanIndex) => boolean) | undefined>
  /** To grow where the filter may answer otherwise though no span changed: text streamed in, or was read from a file. */
  readonly filterEpoch: Signal<number>
  readonly sort: Signal<RowSort | undefined>
  readonly root: Signal<RowKey | undefined>
  /** All of it but what is folded, for the trace. */
  readonly choice: ReadonlySignal<RowChoice>
  /** The spans have gone: what named some of them goes too. */
  forget(): void
}

export function createRowChoices(): RowChoices {
  const collapsed = signal<ReadonlySet<RowKey>>(new Set())
  const filter = signal<RowChoice['keeps']>(undefined)
  const filterEpoch = signal(0)
  const sort = signal<RowSort | undefined>(undefined)
  const root = signal<RowKey | undefined>(undefined)
  return {
    collapsed,
    toggle: (key) => (collapsed.value = toggled(collapsed.value, key)),
    filter,
    filterEpoch,
    sort,
    root,
    choice: computed(() => ({ keeps: filter.value, epoch: filterEpoch.value, sort: sort.value, root: root.value })),
    forget() {
      collapsed.value = new Set()
      root.value = undefined
    },
  }
}

function toggled(keys: ReadonlySet<RowKey>, key: RowKey): ReadonlySet<RowKey> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}
