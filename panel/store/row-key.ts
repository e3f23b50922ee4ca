import type { Row, Trace } from '../trace/model.ts'
import { spanKey, traceKey } from '../trace/span-key.ts'
import type { RowKey } from '../trace/span-key.ts'

export type { RowKey } from '../trace/span-key.ts'

export function keyOf(row: Row, trace: Trace): RowKey {
  return row.type === 'trace' ? traceKey(row.trace) : spanKey(trace.span(row.index))
}

/** Depth as a treegrid counts it: traces 1, root spans under them 2. */
export function levelOf(row: Row): number {
  return row.type === 'trace' ? 1 : row.level + 1
}

/** Undefined where there is nothing to fold. */
export function expandedOf(row: Row): boolean | undefined {
  return row.type === 'trace' || row.hasChildren ? row.expanded : undefined
}
