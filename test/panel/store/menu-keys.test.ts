import { describe, expect, test } from 'vitest'
import { menuMove, typedAhead, type MenuStop } from '../../../panel/store/menu-keys.ts'

const stops: readonly MenuStop[] = [
  { label: 'Copy', opens: true },
  { label: 'Collapse all below', opens: false },
  { label: 'Save this trace', opens: false },
]

describe('keys in a menu', () => {
  test.each([
    ['ArrowDown', -1, false, { type: 'go', to: 0 }],
    ['ArrowDown', 2, false, { type: 'go', to: 0 }],
    ['ArrowUp', -1, false, { type: 'go', to: 2 }],
    ['ArrowUp', 0, false, { type: 'go', to: 2 }],
    ['ArrowUp', 2, false, { type: 'go', to: 1 }],
    ['Home', 2, false, { type: 'go', to: 0 }],
    ['End', 0, false, { type: 'go', to: 2 }],
    ['ArrowRight', 0, false, { type: 'open' }],
    ['ArrowRight', 1, false, undefined],
    ['ArrowLeft', 1, false, undefined],
    ['ArrowLeft', 1, true, { type: 'out' }],
    ['Escape', 1, true, { type: 'out' }],
    ['Escape', 1, false, { type: 'close' }],
    ['Tab', 1, true, { type: 'close' }],
    ['x', 1, false, undefined],
  ] as const)('%s at %i (nested: %s)', (key, at, nested, move) => {
    expect(menuMove(key, stops, at, nested)).toEqual(move)
  })

  test('a menu of nothing goes nowhere', () => {
    expect(menuMove('ArrowDown', [], -1, false)).toBeUndefined()
  })

  test('what is typed finds the next entry that begins so', () => {
    expect([typedAhead('c', stops, -1), typedAhead('C', stops, 0), typedAhead('c', stops, 1)]).toEqual([0, 1, 0])
    expect([typedAhead('co', stops, 1), typedAhead('cop', stops, 1), typedAhead('s', stops, 0)]).toEqual([1, 0, 2])
    expect(typedAhead('x', stops, 0)).toBeUndefined()
  })
})
