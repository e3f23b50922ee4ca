/**
 * What a key does in the treegrid, by the pattern of the ARIA Authoring Practices: arrows walk, Right opens or goes in, Left closes or goes
 * out. Pure: rows in, an intention out.
 */

/** As much of a row as walking needs. */
export interface Stop {
  /** 1 for the outermost rows. */
  readonly level: number
  /** Undefined where there is nothing to open. */
  readonly expanded: boolean | undefined
}

/** The rows, as far as walking asks for them. */
export interface Stops {
  readonly length: number
  at(position: number): Stop | undefined
  /** -1 where there is none. */
  parentAt(position: number): number
}

export type Move =
  | { readonly type: 'go'; readonly to: number }
  | { readonly type: 'toggle' }
  | { readonly type: 'enter' }
  | { readonly type: 'leave' }

/** @param page rows in a screenful. @returns undefined where the key means nothing here, and the browser may have it. */
export function moveFor(key: string, rows: Stops, at: number, page: number): Move | undefined {
  if (rows.length === 0) return undefined
  if (key === 'Enter') return at < 0 ? undefined : { type: 'enter' }
  if (key === 'Escape') return { type: 'leave' }
  if (key === 'ArrowRight' || key === 'ArrowLeft') return sideways(key, rows, at)
  const to = target(key, rows.length, at, page)
  return to === undefined ? undefined : { type: 'go', to: Math.max(0, Math.min(rows.length - 1, to)) }
}

function target(key: string, count: number, at: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1
    case 'ArrowUp':
      return at < 0 ? count - 1 : at - 1
    case 'PageDown':
      return at + page
    case 'PageUp':
      return at - page
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

function sideways(key: 'ArrowRight' | 'ArrowLeft', rows: Stops, at: number): Move | undefined {
  const row = rows.at(at)
  if (row === undefined) return undefined
  if (row.expanded === (key === 'ArrowLeft')) return { type: 'toggle' }
  const to = key === 'ArrowRight' ? childOf(rows, at) : parentOf(rows, at)
  return to === undefined ? undefined : { type: 'go', to }
}

function childOf(rows: Stops, at: number): number | undefined {
  const [row, next] = [rows.at(at), rows.at(at + 1)]
  return row !== undefined && next !== undefined && next.level > row.level ? at + 1 : undefined
}

function parentOf(rows: Stops, at: number): number | undefined {
  const parent = rows.parentAt(at)
  return parent < 0 ? undefined : parent
}
