import { expect, test } from 'vitest'
import { keyName, keyWords } from '../../../panel/store/key-words.ts'
import { PANEL_KEYS } from '../../../panel/store/keys.ts'
import { ZOOM_KEYS } from '../../../panel/store/zoom.ts'

test.each([
  ['Mod+F', 'Ctrl+F', '⌘F'],
  ['Shift+Mod+G', 'Ctrl+Shift+G', '⇧⌘G'],
  ['ArrowUp', '↑', '↑'],
  ['ContextMenu', 'Menu', 'Menu'],
  ['?', '?', '?'],
])('%s is %s, and %s on a Mac', (key, pc, mac) => {
  expect([keyName(key, false), keyName(key, true)]).toEqual([pc, mac])
})

test('every key of the panel and of the waterfall is told, each in other words', () => {
  const told = keyWords(false)
  expect(told).toHaveLength(PANEL_KEYS.length + Object.keys(ZOOM_KEYS).length)
  expect(new Set(told.map(({ words }) => words)).size).toBe(told.length)
})
