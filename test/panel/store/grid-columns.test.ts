import { expect, test } from 'vitest'
import { columnTemplate, fitColumns, indentOf } from '../../../panel/store/grid-columns.ts'

test.each([
  [1600, ['name', 'status', 'model', 'duration', 'tokens', 'waterfall']],
  [1100, ['name', 'status', 'model', 'duration', 'tokens', 'waterfall']],
  [1020, ['name', 'model', 'duration', 'tokens', 'waterfall']],
  [850, ['name', 'model', 'tokens', 'waterfall']],
  [700, ['name', 'tokens', 'waterfall']],
  [420, ['name', 'tokens', 'waterfall']],
  [300, ['name', 'waterfall']],
])('at %i px the columns are %j', (width, names) => {
  const { widths } = fitColumns(width)
  expect(names.filter((name) => name in widths)).toEqual(names)
  expect(Object.keys(widths)).toHaveLength(names.length)
})

test('the waterfall keeps 40 % at every width that a panel can have', () => {
  for (let width = 210; width < 2500; width += 7) {
    const { widths, left } = fitColumns(width)
    expect(widths.waterfall ?? 0).toBeGreaterThanOrEqual(width * 0.4 - 1)
    expect(left + (widths.waterfall ?? 0)).toBe(width)
  }
})

test('the template names only what is there, in drawing order', () => {
  expect(columnTemplate(fitColumns(420))).toBe('168px 84px minmax(0, 1fr)')
})

test('each level is set in a little more, until its words would have no room', () => {
  const wide = fitColumns(1600)
  expect([1, 2, 3].map((level) => indentOf(level, wide))).toEqual([14, 28, 42])
  for (const width of [300, 420, 1600]) {
    const columns = fitColumns(width)
    expect(indentOf(100_000, columns)).toBeLessThan((columns.widths.name ?? 0) - 40)
  }
})
