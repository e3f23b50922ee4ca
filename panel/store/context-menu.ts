/** The menu at the mouse or at the focus: what it offers and where it stands. */
import { signal, type ReadonlySignal } from '@preact/signals'

export interface MenuEntry {
  /** For tests and styles: `copy-json`. */
  readonly id: string
  readonly label: string
  /** Fainter, at the right: a key. */
  readonly hint?: string
  /** A tooltip. */
  readonly title?: string
  /** A choice that is on or off; absent: no choice. `one`: of several, one is on. */
  readonly checked?: { readonly on: boolean; readonly one?: true }
  /** What it opens instead of doing something. */
  readonly entries?: readonly MenuItem[]
  run?(): void
}

/** `line` stands between two groups. */
export type MenuItem = MenuEntry | 'line'

export interface OpenMenu {
  readonly label: string
  items(): readonly MenuItem[]
  /** One turns several on and off: it stays open, and its entries are asked for again. */
  readonly stays?: boolean
  /** In the panel's viewport, in CSS pixels. */
  readonly x: number
  readonly y: number
  /** By a key: its first entry has the focus. */
  readonly byKeys: boolean
  /** It hangs from this button, which closes it too: its right edge stands at `x`. */
  readonly button?: Element
  /** Who had the focus, and gets it back. */
  readonly from: Element | null
}

export interface ContextMenu {
  readonly open: ReadonlySignal<OpenMenu | undefined>
  show(menu: OpenMenu): void
  /** `refocus`: the one who had the focus gets it back. */
  hide(refocus?: boolean): void
}

export function createContextMenu(): ContextMenu {
  const open = signal<OpenMenu | undefined>(undefined)
  return {
    open,
    show: (menu) => (open.value = menu.items().length === 0 ? undefined : menu),
    hide(refocus = true) {
      const from = open.peek()?.from
      open.value = undefined
      if (refocus && from instanceof HTMLElement) from.focus({ preventScroll: true })
    },
  }
}

/** Groups with a line between two of them; those with nothing in them leave none. */
export function grouped(...groups: readonly (readonly MenuEntry[])[]): readonly MenuItem[] {
  const full = groups.filter((group) => group.length > 0)
  return full.flatMap((group, index): readonly MenuItem[] => (index === 0 ? group : ['line', ...group]))
}
