/** Rows in drawing order. Kept until a span comes or changes: while text streams in, thousands of rows stay the same. */
import { NONE, at, float } from './columns.ts'
import type { Row } from './model.ts'
import type { Group, Spans } from './spans.ts'
import { summaryOf } from './summary.ts'
import { walk } from './tree.ts'

export interface Rows {
  /** Traces by the start of their first span; of equals the one that came first. */
  groups(spans: Spans): readonly Group[]
  rows(spans: Spans, collapsed: ReadonlySet<string>): readonly Row[]
  /** Something changed that rows show. */
  forget(): void
}

export function createRows(): Rows {
  let kept: { readonly rows: readonly Row[]; readonly collapsed: ReadonlySet<string> } | undefined
  let keptGroups: readonly Group[] | undefined

  function groups({ columns, groups: all }: Spans): readonly Group[] {
    keptGroups ??= [...all()].toSorted((a, b) => float(columns.start, a.first) - float(columns.start, b.first))
    return keptGroups
  }

  return {
    groups,
    rows(spans, collapsed) {
      if (kept === undefined || !isSame(kept.collapsed, collapsed)) {
        kept = { rows: groups(spans).flatMap((group) => rowsOf(spans, group, collapsed)), collapsed: new Set(collapsed) }
      }
      return kept.rows
    },
    forget() {
      kept = undefined
      keptGroups = undefined
    },
  }
}

function rowsOf(spans: Spans, group: Group, collapsed: ReadonlySet<string>): readonly Row[] {
  const rows: Row[] = [{ type: 'trace', trace: summaryOf(spans, group).view }]
  if (collapsed.has(group.traceId)) return rows
  walk(spans.columns, group.first, (index, level) => {
    const expanded = !collapsed.has(spans.cells[index]?.record.spanId ?? '')
    rows.push({ type: 'span', index, level, hasChildren: at(spans.columns.firstChild, index) !== NONE, expanded })
    return expanded
  })
  return rows
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id))
}
