import type { Row, Trace } from '../trace/model.ts'

/** What names a row for selection and folding: the trace's id, or the span's. Both are random, and of different lengths. */
export type RowKey = string

export function keyOf(row: Row, trace: Trace): RowKey {
  return row.type === 'trace' ? row.trace.traceId : trace.span(row.index).spanId
}

/** Depth as a treegrid counts it: traces 1, root spans 2. */
export function levelOf(row: Row): number {
  return row.type === 'trace' ? 1 : row.level + 1
}

/** Undefined where there is nothing to fold. */
export function expandedOf(row: Row, collapsed: ReadonlySet<RowKey>): boolean | undefined {
  if (row.type === 'trace') return !collapsed.has(row.trace.traceId)
  return row.hasChildren ? row.expanded : undefined
}
