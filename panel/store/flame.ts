/** Which trace the flame shows, and where keys lead in it. */
import type { SpanIndex, Trace } from '../trace/model.ts'
import type { Flame } from '../trace/flame-layout.ts'
import { NONE } from '../trace/span-columns.ts'
import { i32, u32 } from '../trace/table.ts'
import type { Store } from './store.ts'

/** A root of the selected row's trace; where nothing is selected, of the first row's. */
export function flameRoot(store: Store): SpanIndex | undefined {
  const rows = store.rows.value
  const row = rows.at(Math.max(0, store.selectedRow.value))
  const index = store.selectedSpan.value ?? (row?.type === 'trace' ? row.trace.first : row?.index)
  return index === undefined ? undefined : rootOf(store.trace, index)
}

function rootOf({ tables }: Trace, index: SpanIndex): SpanIndex {
  return i32(tables.traces.columns.first, i32(tables.spans.columns.trace, index))
}

/** Up to the parent, down to the first child, to the side along the lane. `undefined`: the key leads nowhere. */
export function flameStep(key: string, { tables }: Trace, flame: Flame, from: SpanIndex): SpanIndex | undefined {
  const { parent, firstChild } = tables.spans.columns
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const to = i32(key === 'ArrowUp' ? parent : firstChild, from)
    return to === NONE ? undefined : to
  }
  const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
  const rows = flame.lanes[flame.laneOf.get(from) ?? -1]?.rows ?? []
  return by === 0 ? undefined : rows[rows.indexOf(from) + by]
}

export function isTraceRunning({ tables }: Trace, root: SpanIndex): boolean {
  return u32(tables.traces.columns.running, i32(tables.spans.columns.trace, root)) > 0
}

/** The trace before or after one; `undefined` where none is. */
export function traceBeside(trace: Trace, root: SpanIndex, by: 1 | -1): SpanIndex | undefined {
  const firsts = trace.traces().map(({ first }) => first)
  return firsts[firsts.indexOf(root) + by]
}
