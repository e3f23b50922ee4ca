/** How many of a document's hellos are heard, and which. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HelloLimit } from '../../src/hello-limit.ts'

let heard: string[]
let refused: number
let limit: HelloLimit<string>

beforeEach(() => {
  vi.useFakeTimers()
  heard = []
  refused = 0
  limit = new HelloLimit({ hear: (offer) => heard.push(offer), refuse: () => refused++ })
})
afterEach(() => void vi.useRealTimers())

const offer = (name: string): void => limit.offer(name, name)

test('as many as a document has SDKs are heard at once, each time that they speak', () => {
  for (let time = 0; time < 3; time++) {
    for (let at = 0; at < 8; at++) offer(`${time} ${at}`)
    expect(heard).toHaveLength(8 * (time + 1))
    vi.advanceTimersByTime(2_000)
  }
  expect(refused).toBe(0)
})

test('of a flood a few are heard, the last one among them', () => {
  for (let at = 1; at <= 100_000; at++) offer(`flood ${at}`)
  expect(heard).toHaveLength(8)
  vi.advanceTimersByTime(10_000)
  expect(heard).toHaveLength(16)
  expect(heard.at(-1)).toBe('flood 100000')
  expect(heard.length + refused).toBe(100_000)
  expect(vi.getTimerCount()).toBe(0)
})

test('a flood that goes on is heard a few times a second', () => {
  for (let at = 0; at < 10_000; at++) {
    offer(`flood ${at}`)
    vi.advanceTimersByTime(1)
  }
  expect(heard.length).toBeGreaterThan(40)
  expect(heard.length).toBeLessThan(60)
})

test('an honest one after a flood is heard', () => {
  for (let at = 0; at < 1_000; at++) offer(`flood ${at}`)
  offer('honest')
  vi.advanceTimersByTime(3_000)
  expect(heard).toContain('honest')
})

test('the newest of one epoch is heard', () => {
  for (let at = 0; at < 8; at++) offer(`other ${at}`)
  limit.offer('e', 'old')
  limit.offer('e', 'new')
  vi.advanceTimersByTime(3_000)
  expect(heard).toContain('new')
  expect(heard).not.toContain('old')
  expect(refused).toBe(1)
})

test('after it was stopped none is heard, and those that waited are refused', () => {
  for (let at = 0; at < 12; at++) offer(`${at}`)
  limit.stop()
  vi.advanceTimersByTime(10_000)
  expect([heard.length, refused]).toEqual([8, 4])
})
