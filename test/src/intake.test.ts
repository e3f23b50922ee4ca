/** Whose turn it is, for how long, and what finds room. The clock is the test's. */
import { beforeEach, describe, expect, test } from 'vitest'
import { BEHIND_MS, Intake, MAX_WAITING, SLICE_MS, TURN_MS, type Lane, type Work } from '../../src/intake.ts'

/** Time passes where somebody works; turns come one by one. */
class FakeClock {
  time = 0
  readonly due: (() => void)[] = []
  /** How long each turn took. */
  readonly slices: number[] = []
  now = (): number => this.time
  soon = (run: () => void): void => void this.due.push(run)

  slice(): boolean {
    const [run] = this.due.splice(0, 1)
    const before = this.time
    run?.()
    if (run !== undefined) this.slices.push(this.time - before)
    return run !== undefined
  }

  all(): void {
    while (this.slice());
  }
}

let clock: FakeClock
let intake: Intake
let done: string[]
beforeEach(() => {
  clock = new FakeClock()
  intake = new Intake(clock)
  done = []
})

/** Takes `steps` milliseconds, and looks at the clock after each. */
const work =
  (name: string, steps: number): Work =>
  (hasTime) => {
    do {
      clock.time++
      steps--
    } while (steps > 0 && hasTime())
    if (steps <= 0) done.push(name)
    return steps <= 0
  }
const fill = (lane: Lane, name: string, count: number, steps = 1): void => {
  for (let at = 1; at <= count; at++) lane.add(1, work(`${name}${at}`, steps))
}

describe('slices', () => {
  test('nothing is done in the turn in which it comes, and a slice is no longer than its time', () => {
    fill(intake.lane(), 'a', 100)
    expect([done.length, clock.due.length]).toEqual([0, 1])
    clock.all()
    expect(done).toHaveLength(100)
    expect(Math.max(...clock.slices)).toBeLessThanOrEqual(SLICE_MS)
    expect(clock.slices.length).toBeGreaterThanOrEqual(100 / SLICE_MS)
  })

  test('what takes longer goes on in the next one', () => {
    intake.lane().add(1, work('long', 50))
    clock.all()
    expect(done).toEqual(['long'])
    expect(Math.max(...clock.slices)).toBeLessThanOrEqual(SLICE_MS)
  })

  test('what cannot be divided is alone in its slice', () => {
    const lane = intake.lane()
    for (const name of ['a', 'b']) {
      lane.add(1, () => {
        clock.time += 100
        return done.push(name) > 0
      })
    }
    clock.all()
    expect(clock.slices).toEqual([100, 100])
  })

  test('there is one turn at a time to come, and none where nothing waits', () => {
    fill(intake.lane(), 'a', 3)
    fill(intake.lane(), 'b', 3)
    expect(clock.due).toHaveLength(1)
    clock.all()
    fill(intake.lane(), 'c', 1)
    expect(clock.due).toHaveLength(1)
  })
})

describe('turns', () => {
  test('a document beside one that floods waits for no more than a turn', () => {
    const flooding = intake.lane()
    fill(flooding, 'flood', 10_000)
    clock.slice()
    fill(intake.lane(), 'honest', 10)
    const before = clock.time
    while (!done.includes('honest10')) clock.slice()
    expect(clock.time - before).toBeLessThanOrEqual(20 + TURN_MS + SLICE_MS)
    expect(done.length).toBeLessThan(100)
  })

  test('three that flood have about as much each', () => {
    for (const name of ['a', 'b', 'c']) fill(intake.lane(), name, 1_000)
    while (done.length < 300) clock.slice()
    for (const name of ['a', 'b', 'c']) expect(done.filter((each) => each.startsWith(name)).length).toBeGreaterThan(90)
  })

  test('of one document, what came first is done first, and what marks an end comes after it', () => {
    const lane = intake.lane()
    fill(lane, 'a', 5, 7)
    lane.add(0, () => done.push('gone') > 0)
    clock.all()
    expect(done).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'gone'])
  })
})

describe('room', () => {
  const nothing: Work = () => true

  test('is bounded', () => {
    const lane = intake.lane()
    let count = 0
    while (lane.add(MAX_WAITING / 128, nothing)) count++
    expect(count).toBe(128)
    clock.all()
    expect(lane.add(MAX_WAITING, nothing)).toBe(true)
  })

  test('is there for a document that has less than its share, and for what weighs nothing', () => {
    const flooding = intake.lane()
    while (flooding.add(MAX_WAITING / 10, nothing));
    const honest = intake.lane()
    expect(honest.add(MAX_WAITING / 3, nothing)).toBe(true)
    expect(honest.add(MAX_WAITING / 3, nothing)).toBe(false)
    expect(flooding.add(1, nothing)).toBe(false)
    expect(flooding.add(0, nothing)).toBe(true)
  })

  test('is given back by a lane that is emptied', () => {
    const lane = intake.lane()
    lane.add(MAX_WAITING, () => done.push('no') > 0)
    lane.empty()
    expect(intake.lane().add(MAX_WAITING, nothing)).toBe(true)
    clock.all()
    expect(done).toEqual([])
  })

  test('a lane may be emptied by what it does', () => {
    const lane = intake.lane()
    lane.add(5, () => {
      lane.empty()
      return true
    })
    lane.add(MAX_WAITING - 5, nothing)
    clock.all()
    expect(lane.add(MAX_WAITING, nothing)).toBe(true)
  })
})

test('what fails is thrown, is not tried again, and stops nobody else', () => {
  const lane = intake.lane()
  lane.add(1, () => {
    throw new Error('bad')
  })
  fill(lane, 'a', 1)
  expect(() => clock.slice()).toThrow('bad')
  clock.all()
  expect(done).toEqual(['a1'])
})

describe('being behind', () => {
  test('ends with the work that fits into a slice', () => {
    fill(intake.lane(), 'a', SLICE_MS - 1)
    expect(intake.isBehind).toBe(true)
    clock.all()
    expect(intake.isBehind).toBe(false)
  })

  test('lasts a while where a slice was too short: what follows in a flood comes after the answer', () => {
    fill(intake.lane(), 'a', 3 * SLICE_MS)
    clock.all()
    expect(done).toHaveLength(3 * SLICE_MS)
    expect(intake.isBehind).toBe(true)
    clock.time += BEHIND_MS
    expect(intake.isBehind).toBe(false)
  })
})

describe('the rest', () => {
  test('comes when nothing waits, in slices of its own, and once more after each work', () => {
    let left = 20
    intake = new Intake(clock, (hasTime) => {
      while (left > 0 && hasTime()) {
        clock.time++
        left--
      }
      if (left === 0) done.push('rest')
      return left === 0
    })
    const lane = intake.lane()
    fill(lane, 'a', 3)
    clock.slice()
    expect([done, left]).toEqual([['a1', 'a2', 'a3'], 20])
    // What comes meanwhile goes before.
    clock.slice()
    fill(lane, 'b', 1)
    clock.all()
    expect(done).toEqual(['a1', 'a2', 'a3', 'b1', 'rest'])
    expect(Math.max(...clock.slices)).toBeLessThanOrEqual(SLICE_MS)
    left = 1
    fill(lane, 'c', 1)
    clock.all()
    expect(done.slice(-2)).toEqual(['c1', 'rest'])
    expect(clock.due).toEqual([])
  })

  test('that fails is not tried for ever', () => {
    intake = new Intake(clock, () => {
      throw new Error('no')
    })
    fill(intake.lane(), 'a', 1)
    expect(() => clock.all()).toThrow('no')
    clock.all()
    expect(done).toEqual(['a1'])
  })
})
