import { describe, expect, test } from 'vitest'
import { Losses } from '../../../sdk/export/losses.ts'
import { Ring } from '../../../sdk/export/ring.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { seeded } from '../../support/random.ts'

const chances = (seed: number): (() => number) => {
  const pick = seeded(seed)
  return () => pick(1_000_000) / 1_000_000
}
const SEEDS = [1, 2, 3]
/** More than the numbers that are told one by one. */
const MANY = 1_400_000

function span(spanId: string): SpanRecord {
  const rest = { kind: 3, startTimeUnixNano: '1', status: { code: 0 }, attributes: {}, events: [], links: [], resource: '1' } as const
  return { traceId: 't', spanId, name: 'chat', state: 'running', ...rest }
}

/** Losses as the ring has them: mostly the oldest number that is left, now and then one that stayed long. */
function* lossesBy(random: () => number, upTo: number): Generator<{ readonly head: number; readonly lost: number }> {
  const late: number[] = []
  for (let number = 1; number <= upTo; number++) {
    const fate = random()
    if (fate < 0.6) yield { head: number, lost: number }
    else if (fate < 0.6001) late.push(number)
    if (late.length > 20) yield { head: number, lost: late.shift() ?? 0 }
  }
}

describe('losses', () => {
  test.each(SEEDS)('are counted as a list of them would, between any two of the newest million numbers (%i)', (seed) => {
    const random = chances(seed)
    const losses = new Losses()
    const list: number[] = []
    let head = 0
    for (const { head: now, lost } of lossesBy(random, 200_000)) {
      head = now
      losses.add(lost)
      list.push(lost)
    }
    for (let query = 0; query < 100; query++) {
      const [since = 0, last = 0] = [random(), random()].map((share) => Math.floor(share * (head + 10))).toSorted((a, b) => a - b)
      expect(losses.between(since, last)).toBe(list.filter((number) => number > since && number <= last).length)
    }
  })

  test('of older numbers are counted from wherever a reader stood', () => {
    const random = chances(4)
    const losses = new Losses()
    const lostAt = new Uint8Array(MANY + 1)
    const cursors: number[] = [0]
    const counted = (since: number, last: number): number => lostAt.subarray(since + 1, last + 1).reduce((sum, lost) => sum + lost, 0)
    let nextRead = 1_000
    for (const { head, lost } of lossesBy(random, MANY)) {
      losses.add(lost)
      lostAt[lost] = 1
      if (head < nextRead) continue
      nextRead = head + Math.floor(random() * 60_000)
      // A reader that reads on from some earlier place, up to somewhere near the head.
      const since = cursors[Math.floor(random() * cursors.length)] ?? 0
      const last = head - Math.floor(random() * 5_000)
      if (last <= since) continue
      expect(losses.between(since, last)).toBe(counted(since, last))
      cursors.push(last)
    }
    for (const since of cursors) expect(losses.between(since, MANY)).toBe(counted(since, MANY))
    expect(cursors.length).toBeGreaterThan(50)
  }, 30_000)

  test('told in pieces are as many as told at once, wherever the pieces end', () => {
    const losses = new Losses()
    for (let number = 1; number <= MANY; number++) losses.add(number)
    let told = 0
    for (let since = 0; since < MANY; since += 99_991) told += losses.between(since, Math.min(MANY, since + 99_991))
    expect(told).toBe(MANY)
    losses.clear()
    expect(losses.between(0, MANY)).toBe(0)
    losses.add(MANY + 1)
    expect(losses.between(0, MANY + 1)).toBe(1)
  })
})

describe('a ring', () => {
  test.each([
    ['from its beginning', 0, 0, 50_000],
    ['that reads on', 1, 5, 562_000],
    ['that comes back to an earlier number', 1, 3, 50_000],
  ])(
    'tells a reader %s each entry that it lost between two reads',
    (_, read, since, many) => {
      const ring = new Ring({ spans: 10 })
      for (let at = 0; at < 5; at++) ring.span(span(`first ${at}`))
      if (read > 0) ring.read(0, 100)
      for (let at = 0; at < many; at++) ring.span(span(`span ${at}`))
      const { entries, dropped } = ring.read(since, 100)
      expect(entries).toHaveLength(10)
      expect(dropped).toBe(many + 5 - 10 - since)
    },
    60_000,
  )

  test.each(SEEDS)('loses what a simple one would, and what it hands out and what it says it lost are all of it (%i)', (seed) => {
    const random = chances(seed)
    const ring = new Ring({ spans: 4 })
    const fates = new Map<number, 'replaced' | 'lost'>()
    const held = new Map<string, number[]>()
    let [seq, since] = [0, 0]
    for (let step = 0; step < 5_000; step++) {
      const spanId = `s${Math.floor(random() * 12)}`
      if (random() < 0.5) {
        for (const old of held.get(spanId) ?? []) fates.set(old, 'replaced')
        held.delete(spanId)
        held.set(spanId, [++seq])
        ring.span(span(spanId))
      } else {
        const numbers = [...(held.get(spanId) ?? []), ++seq]
        // Who said something last goes last.
        held.delete(spanId)
        held.set(spanId, numbers)
        ring.delta({ spanId, at: '1', choice: 0, part: 'text', index: 0, text: 'x', bytes: 1 })
      }
      for (const [oldest, numbers] of held) {
        if (held.size <= 4) break
        for (const number of numbers) fates.set(number, 'lost')
        held.delete(oldest)
      }
      if (random() > 0.05) continue
      const { entries, dropped } = ring.read(since, 1 + Math.floor(random() * 10))
      const last = entries.at(-1)?.seq ?? seq
      expect(dropped).toBe([...fates].filter(([number, fate]) => fate === 'lost' && number > since && number <= last).length)
      since = random() < 0.9 ? last : Math.floor(random() * last)
    }
  })
})
