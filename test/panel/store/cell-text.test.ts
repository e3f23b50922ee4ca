import { expect, test } from 'vitest'
import { cellText, titleText } from '../../../panel/store/cell-text.ts'

test('a row draws the head of a long text, a tooltip more of it, and neither half a character', () => {
  expect([cellText('gpt-5'), titleText('gpt-5')]).toEqual(['gpt-5', 'gpt-5'])
  expect([cellText('x'.repeat(262_144)).length, titleText('x'.repeat(262_144)).length]).toEqual([257, 1_025])
  for (const before of ['', 'x']) expect(cellText(before + '😀'.repeat(1_000))).toMatch(/^x?(?:😀)+…$/u)
})
