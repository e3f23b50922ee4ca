import { expect, test } from 'vitest'
import { moved, readChoice, resized, shown } from '../../../panel/store/column-choice.ts'
import { COLUMNS, DEFAULT_CHOICE, fitColumns, type ColumnChoice, type ColumnName } from '../../../panel/store/grid-columns.ts'
import { nextSort } from '../../../panel/store/row-choice.ts'

test('a column is turned on and off again', () => {
  const isShown = (choice: ColumnChoice, name: ColumnName): boolean => name in fitColumns(1600, choice).widths
  const on = shown(DEFAULT_CHOICE, 'self', true)
  expect([isShown(DEFAULT_CHOICE, 'self'), isShown(on, 'self'), isShown(shown(on, 'self', false), 'self')]).toEqual([false, true, false])
  const off = shown(DEFAULT_CHOICE, 'model', false)
  expect([isShown(off, 'model'), isShown(shown(off, 'model', true), 'model')]).toEqual([false, true])
})

test('a column takes the place of another one, to the left and to the right', () => {
  const order = (from: 'model' | 'name' | 'tokens', to: 'duration' | 'status' | 'waterfall'): string =>
    moved(DEFAULT_CHOICE, from, to).order.join(' ')
  expect(order('tokens', 'status')).toBe('name tokens status model ttft duration self cached cost start conversation waterfall')
  expect(order('model', 'duration')).toBe('name status ttft duration model self tokens cached cost start conversation waterfall')
  expect(order('name', 'duration')).toBe(COLUMNS.join(' '))
  expect(order('model', 'waterfall')).toBe(COLUMNS.join(' '))
})

test('no column gets too narrow to be taken hold of', () => {
  expect(resized(DEFAULT_CHOICE, 'status', 3).widths).toEqual({ status: 36 })
  expect(resized(DEFAULT_CHOICE, 'name', 3).widths).toEqual({ name: 120 })
  expect(resized(resized(DEFAULT_CHOICE, 'status', 50), 'status', undefined).widths).toEqual({})
})

test('what was kept is read again, and what means nothing is left out', () => {
  const choice = resized(moved(shown(shown(DEFAULT_CHOICE, 'self', true), 'model', false), 'tokens', 'status'), 'ttft', 99.6)
  expect(readChoice(JSON.stringify(choice))).toEqual(choice)
  for (const text of [undefined, '', '{', '7', 'null']) expect(readChoice(text)).toBe(DEFAULT_CHOICE)
  const odd = readChoice('{"order":["tokens","x",3],"on":"self","off":[null],"widths":{"model":1e9,"x":5,"ttft":"wide"}}')
  expect(odd).toEqual({
    order: ['name', 'tokens', ...COLUMNS.filter((name) => name !== 'name' && name !== 'tokens')],
    on: [],
    off: [],
    widths: { model: 900 },
  })
  expect(readChoice('[]')).toEqual(DEFAULT_CHOICE)
})

test('a header is clicked once, twice, and a third time', () => {
  const up = nextSort(undefined, 'duration', undefined)
  const down = nextSort(up, 'duration', undefined)
  expect([up, down, nextSort(down, 'duration', undefined)]).toEqual([
    { by: 'duration', down: false },
    { by: 'duration', down: true },
    undefined,
  ])
  expect(nextSort(down, 'tokens', undefined)).toEqual({ by: 'tokens', down: false })
})
