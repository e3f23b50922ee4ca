import { expect, test } from 'vitest'
import { bareWords } from '../../../panel/store/bare-words.ts'

test('words that are hidden say that there are some, the same for the same', () => {
  const words = { asked: 'How deep?', input: '', output: 'secret', attempt: 2 }
  expect(bareWords(words)).toEqual({ asked: '', input: 'hidden', output: '', attempt: 2 })
  expect(bareWords(words)).toBe(bareWords(words))
  expect(bareWords({ asked: '', input: '', output: '' })).toEqual({ asked: '', input: '', output: '' })
})
