import { describe, expect, test } from 'vitest'
import { actionOf, PANEL_KEYS, type PressedKey } from '../../../panel/store/keys.ts'

const pressed = (key: string, held: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})
const pc = { mac: false, typing: false }
const mac = { mac: true, typing: false }

describe('keys of the whole panel', () => {
  test.each([
    [pressed('f', { ctrlKey: true }), pc, 'find'],
    [pressed('F', { ctrlKey: true }), pc, 'find'],
    [pressed('f', { metaKey: true }), pc, undefined],
    [pressed('f', { metaKey: true }), mac, 'find'],
    [pressed('f', { ctrlKey: true }), mac, undefined],
    [pressed('f', { ctrlKey: true, altKey: true }), pc, undefined],
    [pressed('f', { ctrlKey: true, shiftKey: true }), pc, undefined],
    [pressed('f'), pc, undefined],
    [pressed('F3'), pc, 'find-next'],
    [pressed('F3', { shiftKey: true }), pc, 'find-previous'],
    [pressed('G', { ctrlKey: true, shiftKey: true }), pc, 'find-previous'],
    [pressed('/'), pc, 'filter'],
    [pressed('/', { shiftKey: true }), pc, 'filter'],
    [pressed('ArrowDown'), pc, undefined],
  ] as const)('%j is %j: %s', (key, where, action) => {
    expect(actionOf(key, where)).toBe(action)
  })

  test('a text field has plain letters for itself, and no others', () => {
    const typing = { mac: false, typing: true }
    expect(actionOf(pressed('/'), typing)).toBeUndefined()
    expect(actionOf(pressed('f', { ctrlKey: true }), typing)).toBe('find')
    expect(actionOf(pressed('F3'), typing)).toBe('find-next')
  })

  test('no key has two meanings', () => {
    const all = PANEL_KEYS.flatMap(({ keys }) => keys)
    expect(new Set(all).size).toBe(all.length)
  })
})
