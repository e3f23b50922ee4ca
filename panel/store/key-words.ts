/** The keys as a reader finds them, for the list of them. */
import { PANEL_KEYS } from './keys.ts'
import { ZOOM_KEYS, type Zooming } from './zoom.ts'

export interface KeyWords {
  /** `Ctrl+F`, `⌘F`; each is one way. */
  readonly keys: readonly string[]
  readonly words: string
}

export function keyWords(mac: boolean): readonly KeyWords[] {
  const panel = PANEL_KEYS.map(({ keys, words }) => ({ keys: keys.map((key) => keyName(key, mac)), words }))
  const zoom = Object.entries(ZOOM_KEYS).map(([key, zooming]) => ({ keys: [key.toUpperCase()], words: zoomWords(zooming) }))
  return [...panel, ...zoom]
}

const NAMES: { readonly [key: string]: string } = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
  ContextMenu: 'Menu',
}

/** A key of the tables as keyboards have it: `Shift+Mod+G` is `Ctrl+Shift+G`, or `⇧⌘G`. */
export function keyName(key: string, mac: boolean): string {
  const parts = key.split('+')
  const name = NAMES[parts.at(-1) ?? ''] ?? parts.at(-1) ?? ''
  const [shift, mod] = [parts.includes('Shift'), parts.includes('Mod')]
  if (mac) return `${shift ? '⇧' : ''}${mod ? '⌘' : ''}${name}`
  return [...(mod ? ['Ctrl'] : []), ...(shift ? ['Shift'] : []), name].join('+')
}

function zoomWords({ type, by }: Zooming): string {
  if (type === 'zoom') return by < 1 ? 'Zoom in' : 'Zoom out'
  return by < 0 ? 'Go to earlier' : 'Go to later'
}
