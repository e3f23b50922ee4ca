/** What a right click offers. The innermost element that knows says it, as the event goes up; the panel, at the top, opens the menu. */
import { copyValue } from '../store/copying.ts'
import type { MenuEntry, MenuItem } from '../store/context-menu.ts'
import type { Store } from '../store/store.ts'

export interface Offer {
  /** Of the menu, read aloud. */
  readonly label: string
  items(store: Store): readonly MenuItem[]
  readonly stays?: boolean
}

const offers = new WeakMap<Event, Offer>()

export function offer(event: Event, what: Offer): void {
  if (!offers.has(event)) offers.set(event, what)
}

export const offerOf = (event: Event): Offer | undefined => offers.get(event)

interface Named {
  /** What the value is called where it stands: an attribute, a key of JSON. */
  readonly name?: string | undefined
  /** In "Copy …": `value`, `message`. */
  readonly what: string
  readonly text: () => string
  readonly more?: readonly MenuEntry[]
}

/** A value that can be copied, and its name. */
export function offerValue(event: Event, { name, what, text, more = [] }: Named): void {
  offer(event, {
    label: what,
    items: (store) => [
      { id: 'copy-value', label: `Copy ${what}`, run: () => copyValue(store, text(), `the ${what}`) },
      ...(name === undefined ? [] : [{ id: 'copy-name', label: 'Copy name', run: () => copyValue(store, name, 'the name') }]),
      ...(more.length === 0 ? [] : ['line' as const, ...more]),
    ],
  })
}
