/** The keys that hold in the whole panel: one table, by which they act and by which they are told. */

/** What such a key does. Who does it says so by `useKeys` (`panel/view/use-keys.ts`). */
export type KeyAction =
  | 'find'
  | 'find-next'
  | 'find-previous'
  | 'filter'
  | 'record'
  | 'clear'
  | 'copy'
  | 'menu'
  | 'previous-call'
  | 'next-call'
  | 'help'

/** `Mod` is Cmd on a Mac and Ctrl elsewhere. `Shift+Mod+G` has its parts in that order. */
export interface PanelKey {
  readonly keys: readonly string[]
  readonly words: string
  /** None: a part of the panel has it while it has the focus; the table only tells of it. */
  readonly action?: KeyAction
}

export const PANEL_KEYS: readonly PanelKey[] = [
  { keys: ['Mod+F'], action: 'find', words: 'Find in names, attributes and content' },
  { keys: ['F3', 'Mod+G'], action: 'find-next', words: 'Next hit' },
  { keys: ['Shift+F3', 'Shift+Mod+G'], action: 'find-previous', words: 'Previous hit' },
  { keys: ['/'], action: 'filter', words: 'Filter the spans' },
  { keys: ['Mod+E'], action: 'record', words: 'Record, or stop recording' },
  { keys: ['Mod+L'], action: 'clear', words: 'Clear' },
  { keys: ['Mod+C'], action: 'copy', words: 'Copy the selected row as JSON' },
  { keys: ['ContextMenu', 'Shift+F10'], action: 'menu', words: 'Open the menu of a row or a value: copy, save, fold' },
  { keys: ['['], action: 'previous-call', words: 'The call before in the conversation' },
  { keys: [']'], action: 'next-call', words: 'The call after it' },
  { keys: ['?'], action: 'help', words: 'Show these keys' },
  { keys: ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'], words: 'Walk through the rows' },
  { keys: ['ArrowRight', 'ArrowLeft'], words: 'Open or fold a row, go in or out' },
  { keys: ['Enter'], words: 'Open the details' },
  { keys: ['Escape'], words: 'Close the details' },
  { keys: ['Shift+Enter'], words: 'Show only what is under the row' },
  { keys: ['Backspace'], words: 'Back to all rows, or a step back in time' },
  { keys: ['F'], words: 'Fit the time to the row' },
  { keys: ['I'], words: 'Squeeze idle time, or show it' },
]

export interface PressedKey {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** `undefined` where the key means nothing in the whole panel. `typing`: a text field has the focus, which has plain letters for itself. */
export function actionOf(pressed: PressedKey, { mac, typing }: { readonly mac: boolean; readonly typing: boolean }): KeyAction | undefined {
  const name = nameOf(pressed, mac)
  if (name === undefined || (typing && pressed.key.length === 1 && !name.includes('Mod+'))) return undefined
  return PANEL_KEYS.find(({ keys, action }) => action !== undefined && keys.includes(name))?.action
}

/** As the table writes it. A sign that needs Shift on some keyboards (`/`, `?`) is named by itself. */
function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: PressedKey, mac: boolean): string | undefined {
  const [mod, other] = mac ? [metaKey, ctrlKey] : [ctrlKey, metaKey]
  if (altKey || other) return undefined
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase()
  const shift = shiftKey && !isSign ? 'Shift+' : ''
  return `${shift}${mod ? 'Mod+' : ''}${key.length === 1 ? key.toUpperCase() : key}`
}
