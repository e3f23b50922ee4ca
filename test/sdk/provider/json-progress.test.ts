import { expect, test } from 'vitest'
import { JsonProgress } from '../../../sdk/provider/answer/json-progress.ts'

const WHOLE = ['{}', '[]', ' {"a":"}]\\"{"} \n', '[[{"a":[1,{}]}],"\\\\"]', '{"a":"ü🐦"}']
const NOT = ['', ' ', '{', '{"a":"}', '[1', '{"a":"\\"}', '{}{', '{}{}', '{} x', '"{}"', 'x{}', '}', '{}}', 'null', '7']

test.each(WHOLE)('%j has come to its end, and no beginning of it has', (text) => {
  const progress = new JsonProgress()
  const end = text.trimEnd().length
  for (let at = 0; at < text.length; at++) {
    progress.feed(text.charAt(at))
    expect(progress.isClosed).toBe(at + 1 >= end)
  }
})

test.each(NOT)('%j has not', (text) => {
  const [once, pieces] = [new JsonProgress(), new JsonProgress()]
  once.feed(text)
  for (const character of text) pieces.feed(character)
  expect([once.isClosed, pieces.isClosed]).toEqual([false, false])
})
