import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { MenuEntry, MenuItem, OpenMenu } from '../store/context-menu.ts'
import { menuMove, typedAhead } from '../store/menu-keys.ts'
import type { Store } from '../store/store.ts'

/** The one menu of the panel: at the mouse, at the focus, or under a button. */
export function ContextMenu({ store }: { readonly store: Store }): JSX.Element | null {
  const menu = store.menu.open.value
  const { hide } = store.menu
  useEffect(() => {
    if (menu === undefined) return undefined
    const away = (event: Event) => {
      const isOwn =
        event.target instanceof Element && (event.target.closest('.context-menu') !== null || menu.button?.contains(event.target))
      if (isOwn !== true) hide(false)
    }
    const gone = () => hide(false)
    window.addEventListener('pointerdown', away, { capture: true })
    window.addEventListener('blur', gone)
    window.addEventListener('resize', gone)
    return () => {
      window.removeEventListener('pointerdown', away, { capture: true })
      window.removeEventListener('blur', gone)
      window.removeEventListener('resize', gone)
    }
  }, [menu])
  if (menu === undefined) return null
  const act = (entry: MenuEntry) => {
    if (menu.stays !== true) hide()
    entry.run?.()
  }
  return (
    <Menu
      key={`${menu.x} ${menu.y}`}
      {...placeOf(menu)}
      label={menu.label}
      items={menu.items()}
      focusFirst={menu.byKeys}
      act={act}
      close={hide}
    />
  )
}

interface Place {
  readonly left: number
  readonly top: number
  /** Where it goes when there is no room to the right: its right edge. */
  readonly right: number
}

const placeOf = ({ x, y, button }: OpenMenu): Place => ({ left: button === undefined ? x : Infinity, top: y, right: x })

interface MenuProps extends Place {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly focusFirst: boolean
  act(entry: MenuEntry): void
  close(): void
  /** It belongs to an entry of another menu, which gets the focus back. */
  out?(): void
}

function Menu({ label, items, focusFirst, act, close, out, ...place }: MenuProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const entries = items.filter((item) => item !== 'line')
  const [open, setOpen] = useState<{ readonly at: number; readonly byKeys: boolean } | undefined>(undefined)
  const typed = useRef({ text: '', at: 0 })
  useFitted(box, place)
  useLayoutEffect(() => void (focusFirst ? buttonsOf(box.current)[0] : out === undefined ? box.current : null)?.focus(), [])
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    const buttons = buttonsOf(box.current)
    const at = buttons.indexOf(document.activeElement as HTMLElement)
    const stops = entries.map((entry) => ({ label: entry.label, opens: entry.entries !== undefined }))
    const move = menuMove(event.key, stops, at, out !== undefined)
    const ahead = move === undefined && isTyped(event) ? typedAhead(typeOn(typed.current, event), stops, at) : undefined
    if (move !== undefined || ahead !== undefined) event.preventDefault()
    if (ahead !== undefined) buttons[ahead]?.focus()
    else if (move?.type === 'go') buttons[move.to]?.focus()
    else if (move?.type === 'open') setOpen({ at, byKeys: true })
    else if (move?.type === 'out') out?.()
    else if (move?.type === 'close') close()
  }
  return (
    <div class="context-menu" role="menu" aria-label={label} tabIndex={-1} ref={box} onKeyDown={onKeyDown} onContextMenu={swallow}>
      {items.map((item, index) =>
        item === 'line' ? (
          <div key={index} class="menu-line" role="separator" />
        ) : (
          <Entry
            key={item.id}
            item={item}
            isOpen={entries[open?.at ?? -1] === item}
            enter={(byKeys) => setOpen(item.entries === undefined ? undefined : { at: entries.indexOf(item), byKeys })}
            act={act}
          />
        ),
      )}
      {open !== undefined && (
        <SubMenu
          key={open.at}
          entry={entries[open.at]}
          button={buttonsOf(box.current)[open.at]}
          byKeys={open.byKeys}
          act={act}
          close={close}
          out={() => {
            setOpen(undefined)
            buttonsOf(box.current)[open.at]?.focus()
          }}
        />
      )}
    </div>
  )
}

interface SubMenuProps extends Pick<MenuProps, 'act' | 'close' | 'out'> {
  readonly entry: MenuEntry | undefined
  readonly button: HTMLElement | undefined
  readonly byKeys: boolean
}

function SubMenu({ entry, button, byKeys, ...rest }: SubMenuProps): JSX.Element | null {
  if (entry?.entries === undefined || button === undefined) return null
  const { right, left, top } = button.getBoundingClientRect()
  return <Menu {...rest} label={entry.label} items={entry.entries} focusFirst={byKeys} left={right - 2} right={left + 2} top={top - 5} />
}

interface EntryProps {
  readonly item: MenuEntry
  readonly isOpen: boolean
  /** The mouse is on it, or it was chosen: its menu opens, and those of others close. */
  enter(byKeys: boolean): void
  act(entry: MenuEntry): void
}

function Entry({ item, isOpen, enter, act }: EntryProps): JSX.Element {
  const { label, hint, title, checked, entries } = item
  return (
    <button
      role={checked === undefined ? 'menuitem' : checked.one === true ? 'menuitemradio' : 'menuitemcheckbox'}
      aria-checked={checked?.on}
      aria-haspopup={entries === undefined ? undefined : 'menu'}
      aria-expanded={entries === undefined ? undefined : isOpen}
      tabIndex={-1}
      data-action={item.id}
      title={title}
      onPointerEnter={(event) => {
        event.currentTarget.focus()
        enter(false)
      }}
      onClick={(event) => {
        // A click that Enter or Space made has no place.
        if (entries === undefined) act(item)
        else enter(event.detail === 0)
      }}
    >
      <span class="menu-check" aria-hidden="true">
        {checked?.on === true ? '✓' : ''}
      </span>
      <span class="menu-label">{label}</span>
      {hint !== undefined && <span class="menu-hint">{hint}</span>}
      {entries !== undefined && (
        <span class="menu-hint" aria-hidden="true">
          ▸
        </span>
      )}
    </button>
  )
}

const swallow = (event: Event): void => {
  event.preventDefault()
  event.stopPropagation()
}

const MARGIN = 2

/** Where it was asked for, unless it would leave the panel. */
function useFitted(box: { readonly current: HTMLElement | null }, { left, right, top }: Place): void {
  useLayoutEffect(() => {
    const menu = box.current
    if (menu === null) return
    const { width, height } = menu.getBoundingClientRect()
    const [roomX, roomY] = [window.innerWidth - width - MARGIN, window.innerHeight - height - MARGIN]
    const x = left <= roomX ? left : Math.min(right - width, roomX)
    menu.style.left = `${Math.max(MARGIN, x)}px`
    menu.style.top = `${Math.max(MARGIN, Math.min(top, roomY))}px`
  }, [left, right, top])
}

const buttonsOf = (menu: HTMLElement | null): HTMLElement[] => [...(menu?.querySelectorAll<HTMLElement>(':scope > button') ?? [])]

const isTyped = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) => key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey

const TYPED_ON: number = 700

function typeOn(typed: { text: string; at: number }, { key, timeStamp }: KeyboardEvent): string {
  typed.text = timeStamp - typed.at < TYPED_ON ? typed.text + key : key
  typed.at = timeStamp
  return typed.text
}
