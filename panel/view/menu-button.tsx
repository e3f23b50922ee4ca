import type { ComponentChildren, JSX } from 'preact'
import { useRef } from 'preact/hooks'
import type { MenuItem } from '../store/context-menu.ts'
import type { Store } from '../store/store.ts'

interface Props {
  readonly store: Store
  readonly action: string
  readonly label: string
  items(): readonly MenuItem[]
  /** One turns several of its entries on and off. */
  readonly stays?: boolean
  readonly disabled?: boolean
  /** Where it is no button of the toolbar. */
  readonly class?: string
  readonly tabIndex?: number
  readonly children: ComponentChildren
}

/** A menu button by the ARIA practices: a click, Enter, Space and ArrowDown open the menu, which has the focus until it closes. */
export function MenuButton({ store, action, label, items, stays = false, ...rest }: Props): JSX.Element {
  const button = useRef<HTMLButtonElement>(null)
  const open = store.menu.open.value
  const isOpen = open !== undefined && open.button === button.current
  const show = (from: Element, byKeys: boolean): void => {
    const { right, bottom } = from.getBoundingClientRect()
    store.menu.show({ label, items, stays, x: right, y: bottom, button: from, from, byKeys })
  }
  return (
    <button
      ref={button}
      class={rest.class ?? 'icon-button'}
      data-action={action}
      title={label}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      disabled={rest.disabled}
      tabIndex={rest.tabIndex}
      // What lies below it would begin a drag.
      onPointerDown={(event) => event.stopPropagation()}
      // A click that Enter or Space made has no place.
      onClick={({ currentTarget, detail }) => (isOpen ? store.menu.hide() : show(currentTarget, detail === 0))}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return
        event.preventDefault()
        event.stopPropagation()
        show(event.currentTarget, true)
      }}
    >
      {rest.children}
    </button>
  )
}
