import { describe, expect, test } from 'vitest'
import { balanced, isolated } from '../../../panel/trace/isolate.ts'

describe('words of a page in a sentence of ours', () => {
  test.each(['gpt-4o', 'Zürich', '模型', '모델', 'naïve 👩‍👩‍👧', 'a · b', '', '\uFEFFx'])('%j turns nothing, and stays as it is', (text) =>
    expect(isolated(text)).toBe(text),
  )

  test.each(['مساعد', 'עוזר', 'gpt مساعد 4', 'a\u202Eb', 'a\u200Fb', '\u2067open', 'ߒߞߏ', '𞤀𞤣𞤤𞤢𞤥', 'ﻣ'])('%j is isolated', (text) => {
    expect(isolated(text).startsWith('\u2068')).toBe(true)
    expect(isolated(text).endsWith('\u2069')).toBe(true)
    expect(isolated(text)).toContain(text)
  })
})

test.each([
  ['one that is never closed', 'a\u2067b', 'a\u2067b\u2069'],
  ['two that are never closed', '\u2066a\u2068b\u2069\u2067', '\u2066a\u2068b\u2069\u2067\u2069\u2069'],
  ['an end without a beginning', 'a\u2069b', 'ab'],
  ['an end before its beginning', '\u2069a\u2067', 'a\u2067\u2069'],
  ['a sound pair', '\u2067a\u2069', '\u2067a\u2069'],
  ['lines, each by itself', 'a\u2067\nb\u2069\nc', 'a\u2067\u2069\nb\nc'],
  ['none', 'abc', 'abc'],
])('isolates are balanced: %s', (_, text, expected) => expect(balanced(text)).toBe(expected))
