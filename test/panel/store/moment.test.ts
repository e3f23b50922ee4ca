import { expect, test } from 'vitest'
import { foldWords } from '../../../panel/store/fold-words.ts'
import { momentWords } from '../../../panel/store/moment.ts'
import { Folds } from '../../../panel/trace/folds.ts'
import { createTimeScale } from '../../../panel/trace/time-scale.ts'

test.each([
  [500, 10_000, '500 ms'],
  [4020, 10_000, '4.02 s'],
  [4020.4, 100, '4.0204 s'],
  [90_250, 100_000, '1:30.3 min'],
  [90_250, 1_000_000, '1:30 min'],
  [0.25, 1, '0.250 ms'],
])('%f ms of %i are told to the pixel', (time, length, words) => {
  expect(momentWords(time, createTimeScale({ start: 0, end: length }, 600), 0)).toBe(words)
})

test('in a fold stands how long it is', () => {
  const scale = createTimeScale({ start: 0, end: 50_000 }, 600, new Folds([{ start: 1000, end: 42_000 }]))
  expect(momentWords(2000, scale, 0)).toBe('41 s idle')
})

test.each([
  [41_000, 60, '41 s idle'],
  [41_000, 40, '41 s'],
  [41_000, 10, ''],
  [2_345, 60, '2.3 s idle'],
  [72_000, 60, '1:12 min'],
  [7_500_000, 200, '2 h 5 min idle'],
])('a pause of %i ms on %i pixels says "%s"', (length, width, words) => {
  expect(foldWords(length, width)).toBe(words)
})
