import { describe, expect, test } from 'vitest'
import { moveFor, type Stop, type Stops } from '../../../panel/store/tree-keys.ts'

/** A row a line: two spaces a level; `-` open, `+` closed, `.` nothing to open. */
function drawn(text: string): Stops {
  const stops = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Stop => {
      const mark = line.trim()
      return { level: line.indexOf(mark) / 2 + 1, expanded: mark === '.' ? undefined : mark === '-' }
    })
  return {
    length: stops.length,
    at: (position) => stops[position],
    parentAt: (position) => stops.slice(0, Math.max(0, position)).findLastIndex(({ level }) => level < (stops[position]?.level ?? 0)),
  }
}

const rows = drawn(`
-
  -
    .
    .
  .
+
`)
const PAGE = 3

describe('treegrid keys', () => {
  test.each([
    ['ArrowDown', 0, 1],
    ['ArrowDown', 5, 5],
    ['ArrowUp', 0, 0],
    ['ArrowUp', 3, 2],
    ['ArrowDown', -1, 0],
    ['ArrowUp', -1, 5],
    ['Home', 4, 0],
    ['End', 0, 5],
    ['PageDown', 1, 4],
    ['PageDown', 4, 5],
    ['PageUp', 4, 1],
    ['ArrowRight', 1, 2],
    ['ArrowLeft', 3, 1],
    ['ArrowLeft', 4, 0],
  ])('%s on row %i goes to row %i', (key, at, to) => {
    expect(moveFor(key, rows, at, PAGE)).toEqual({ type: 'go', to })
  })

  test.each([
    ['ArrowRight', 5],
    ['ArrowLeft', 1],
    ['ArrowLeft', 0],
  ])('%s on row %i folds or unfolds it', (key, at) => {
    expect(moveFor(key, rows, at, PAGE)).toEqual({ type: 'toggle' })
  })

  test.each([
    ['ArrowRight', 2],
    ['ArrowLeft', 5],
    ['ArrowRight', -1],
    ['a', 0],
    ['Tab', 0],
  ])('%s on row %i is left to the browser', (key, at) => {
    expect(moveFor(key, rows, at, PAGE)).toBeUndefined()
  })

  test('Enter and Escape say what they mean, and an empty grid takes no key', () => {
    expect(moveFor('Enter', rows, 2, PAGE)).toEqual({ type: 'enter' })
    expect(moveFor('Escape', rows, 2, PAGE)).toEqual({ type: 'leave' })
    expect(moveFor('End', drawn(''), -1, PAGE)).toBeUndefined()
  })
})
