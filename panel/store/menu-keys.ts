/** What a key does in a menu, by the pattern of the ARIA Authoring Practices. Pure: labels in, an intention out. */

export interface MenuStop {
  readonly label: string
  /** It opens a menu of its own. */
  readonly opens: boolean
}

export type MenuMove =
  | { readonly type: 'go'; readonly to: number }
  /** Into the menu of the entry. */
  | { readonly type: 'open' }
  /** Out of this menu, into the one that it belongs to. */
  | { readonly type: 'out' }
  | { readonly type: 'close' }

/** @param at the entry that has the focus; -1 for none. `nested`: the menu belongs to an entry of another one. */
export function menuMove(key: string, stops: readonly MenuStop[], at: number, nested: boolean): MenuMove | undefined {
  const count = stops.length
  switch (key) {
    case 'ArrowDown':
      return go((at + 1) % count, count)
    case 'ArrowUp':
      return go(at <= 0 ? count - 1 : at - 1, count)
    case 'Home':
      return go(0, count)
    case 'End':
      return go(count - 1, count)
    case 'ArrowRight':
      return stops[at]?.opens === true ? { type: 'open' } : undefined
    case 'ArrowLeft':
      return nested ? { type: 'out' } : undefined
    case 'Escape':
      return nested ? { type: 'out' } : { type: 'close' }
    case 'Tab':
      return { type: 'close' }
    default:
      return undefined
  }
}

/** The next entry that begins with what was typed; from the one that has the focus on, which stays while it fits a longer text. */
export function typedAhead(typed: string, stops: readonly MenuStop[], at: number): number | undefined {
  const text = typed.toLowerCase()
  const from = typed.length > 1 ? Math.max(0, at) : at + 1
  for (let step = 0; step < stops.length; step++) {
    const to = (from + step) % stops.length
    if (stops[to]?.label.toLowerCase().startsWith(text) === true) return to
  }
  return undefined
}

const go = (to: number, count: number): MenuMove | undefined => (count === 0 ? undefined : { type: 'go', to })
