import { expect, test } from 'vitest'
import { columnTemplate, DEFAULT_CHOICE, fitColumns, indentOf, type ColumnChoice } from '../../../panel/store/grid-columns.ts'

const visible = (width: number, choice?: ColumnChoice): readonly string[] => {
  const { order, widths } = fitColumns(width, choice)
  return order.filter((name) => name in widths)
}

test.each([
  [1600, ['name', 'status', 'model', 'ttft', 'duration', 'tokens', 'cached', 'cost', 'waterfall']],
  [1250, ['name', 'status', 'model', 'duration', 'tokens', 'cost', 'waterfall']],
  [1000, ['name', 'status', 'model', 'duration', 'tokens', 'waterfall']],
  [760, ['name', 'status', 'model', 'duration', 'tokens', 'waterfall']],
  [740, ['name', 'model', 'duration', 'tokens', 'waterfall']],
  [600, ['name', 'model', 'tokens', 'waterfall']],
  [500, ['name', 'tokens', 'waterfall']],
  [420, ['name', 'tokens', 'waterfall']],
  [300, ['name', 'waterfall']],
])('at %i px the columns are %j', (width, names) => {
  expect(visible(width)).toEqual(names)
})

test('the waterfall keeps what it needs, and 40 % as long as a column is there that says less than status and duration', () => {
  for (let width = 300; width < 2500; width += 7) {
    const { widths, left } = fitColumns(width)
    expect(widths.waterfall ?? 0).toBeGreaterThanOrEqual(168)
    expect(widths.name ?? 0).toBeGreaterThanOrEqual(120)
    if ('cost' in widths || 'ttft' in widths || 'cached' in widths) expect(widths.waterfall ?? 0).toBeGreaterThanOrEqual(width * 0.4 - 1)
    expect(left + (widths.waterfall ?? 0)).toBe(width)
  }
})

test('what the user turned on stays where the details open, and the waterfall gives way', () => {
  const on = ['self', 'start', 'status', 'duration'] as const
  const choice = { ...DEFAULT_CHOICE, on }
  expect(visible(700, choice)).toEqual(['name', 'status', 'duration', 'self', 'start', 'waterfall'])
  expect(visible(500, choice)).toEqual(['name', 'status', 'duration', 'self', 'start', 'waterfall'])
  // There is no room for all of them: the name is readable, and something of the waterfall is left.
  const { widths } = fitColumns(300, choice)
  expect(widths.name).toBe(120)
  expect(widths.waterfall).toBeGreaterThanOrEqual(60)
})

test('a column that gave way is there for readers, one that says less is not', () => {
  expect(fitColumns(420).order).toEqual(['name', 'status', 'model', 'duration', 'tokens', 'waterfall'])
  expect(fitColumns(420, { ...DEFAULT_CHOICE, off: ['model'] }).order).not.toContain('model')
})

test('the user has the order and the widths, between the name and the waterfall', () => {
  const choice: ColumnChoice = {
    ...DEFAULT_CHOICE,
    order: ['waterfall', 'tokens', 'name', 'duration'],
    widths: { duration: 100 },
    off: ['model', 'ttft', 'cached'],
  }
  const { order, widths } = fitColumns(1600, choice)
  expect(order).toEqual(['name', 'tokens', 'duration', 'status', 'cost', 'waterfall'])
  expect(widths.duration).toBe(100)
})

test('the template names only what is there, in drawing order', () => {
  expect(columnTemplate(fitColumns(420))).toBe('160px 92px minmax(0, 1fr)')
})

test('each level is set in a little more, until its words would have no room', () => {
  const wide = fitColumns(1600)
  expect([1, 2, 3].map((level) => indentOf(level, wide))).toEqual([14, 28, 42])
  expect(indentOf(2, fitColumns(420))).toBe(16)
  for (const width of [300, 420, 1600]) {
    const columns = fitColumns(width)
    expect(indentOf(100_000, columns)).toBeLessThan((columns.widths.name ?? 0) - 40)
  }
})
