import { expect, test } from 'vitest'
import { createSeen } from '../../../panel/trace/seen-numbers.ts'
import { random, shuffled } from './drawing.ts'

test('knows each number once, in any order and with gaps', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const next = random(seed)
    const seen = createSeen()
    const known = new Set<number>()
    const numbers = Array.from({ length: 200 }, () => Math.floor(next() * 120))
    for (const number of shuffled(numbers, next)) {
      expect(seen.add(number), `seed ${seed}, number ${number}`).toBe(!known.has(number))
      known.add(number)
    }
  }
})

test('forgets its oldest gaps, never a number that came', () => {
  const seen = createSeen()
  for (let number = 1; number <= 10_000; number += 2) seen.add(number)
  expect([seen.add(1), seen.add(9_999)]).toEqual([false, false])
  expect([seen.add(2), seen.add(9_998)]).toEqual([false, true])
})
