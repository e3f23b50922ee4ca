/** Which rows fold at and below one: for "expand all" and "collapse all", which a user asks for. */
import type { Trace } from '../trace/model.ts'
import { expandedOf, keyOf, type RowKey } from './row-key.ts'

/** Keys of all rows at and below one that have rows below them, folded away or not. */
export function foldingBelow(trace: Trace, key: RowKey): readonly RowKey[] {
  const rows = trace.rows(new Set())
  const from = trace.placeOf(key, rows)
  if (from < 0) return []
  const keys: RowKey[] = []
  const level = rows.levelAt(from)
  for (let at = from; at < rows.length && (at === from || rows.levelAt(at) > level); at++) {
    const row = rows.at(at)
    if (row !== undefined && expandedOf(row) !== undefined) keys.push(keyOf(row, trace))
  }
  return keys
}

/** The folded rows, once all of `keys` are folded or open. */
export function folded(before: ReadonlySet<RowKey>, keys: readonly RowKey[], fold: boolean): ReadonlySet<RowKey> {
  const after = new Set(before)
  for (const key of keys) {
    if (fold) after.add(key)
    else after.delete(key)
  }
  return after
}
