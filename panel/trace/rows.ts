/** Rows in drawing order. Kept until a span comes or changes: while text streams in, thousands of rows stay the same. */
import { NONE, at, float } from './span-columns.ts'
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

interface Kept {
  readonly revision: number
  readonly rows: readonly Row[]
}

export function createRows(): Rows {
  let kept: { readonly rows: readonly Row[]; readonly collapsed: ReadonlySet<string> } | undefined
  let keptGroups: readonly Group[] | undefined
  /** Rows of each trace, by its number, good for one revision of it: one changes, thousands do not. */
  let keptRows = new Map<number, Kept>()
  let foldedAway: ReadonlySet<string> = new Set()

  function groups(spans: Spans): readonly Group[] {
    const { start } = spans.columns
    keptGroups ??= [...spans.groups()].toSorted((a, b) => float(start, a.first) - float(start, b.first))
    return keptGroups
  }

  function rowsOfGroup(spans: Spans, group: Group, collapsed: ReadonlySet<string>): Kept {
    const known = keptRows.get(group.id)
    return known?.revision === group.revision ? known : { revision: group.revision, rows: rowsOf(spans, group, collapsed) }
  }

  return {
    groups,
    rows(spans, collapsed) {
      if (kept !== undefined && isSame(kept.collapsed, collapsed)) return kept.rows
      if (!isSame(foldedAway, collapsed)) keptRows.clear()
      foldedAway = new Set(collapsed)
      const all = groups(spans)
      keptRows = new Map(all.map((group) => [group.id, rowsOfGroup(spans, group, collapsed)]))
      kept = { rows: all.flatMap(({ id }) => keptRows.get(id)?.rows ?? []), collapsed: foldedAway }
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
