/** What the bridge passes on of an SDK that keeps the protocol's window, and of one that does not. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WINDOW_BATCHES } from '../../sdk/protocol/messages.ts'
import { MAX_ENTRY_CHARACTERS } from '../../src/batch-pieces.ts'
import { MAX_POSTED, MAX_UNDER_WAY } from '../../src/batch-window.ts'
import { readPassedBatch, type PassedBatch } from '../../src/passed-batch.ts'
import { Speaker } from '../../src/speaker.ts'

const EPOCH = 'e'
const HELLO = { type: 'hello', v: 1, epoch: EPOCH, url: 'u', sdk: 's' } as const

/** A port whose other end is the test. */
class FakePort {
  readonly told: unknown[] = []
  onmessage: ((event: { data: unknown }) => void) | null = null
  postMessage(message: unknown): void {
    this.told.push(message)
  }
  close(): void {}
}

class Harness {
  readonly port = new FakePort()
  readonly sent: unknown[] = []
  heard = true
  tooMuch = (_message: object): boolean => false
  ended = 0
  readonly speaker: Speaker

  constructor() {
    this.speaker = new Speaker({
      hello: HELLO,
      port: this.port as unknown as MessagePort,
      send: (message) => {
        if (this.tooMuch(message)) return false
        this.sent.push(message)
        return true
      },
      isHeard: () => this.heard,
      ended: () => this.ended++,
    })
    this.speaker.tell({ type: 'subscribe', v: 1, epoch: EPOCH, since: 0 })
  }

  post(message: object): void {
    this.port.onmessage?.({ data: { epoch: EPOCH, ...message } })
  }

  /** A batch of the numbers from `first` to `last`. */
  batch(first: number, last = first, text = 'x'): void {
    const entries = Array.from({ length: last - first + 1 }, (_, at) => ({ seq: first + at, text }))
    this.post({ type: 'batch', entries, dropped: 0 })
  }

  say(first: number, text = 'x'): void {
    const { event } = this.port.told.find((told): told is { event: string } => Reflect.get(Object(told), 'type') === 'last-words') ?? {}
    const detail = JSON.stringify({ type: 'batch', epoch: EPOCH, entries: [{ seq: first, text }], dropped: 0 })
    window.dispatchEvent(new CustomEvent(`${event} said`, { detail }))
  }

  get batches(): PassedBatch[] {
    return this.sent.flatMap((message) => readPassedBatch(message) ?? [])
  }

  answer(batch = this.batches.at(-1)): void {
    if (batch !== undefined) this.speaker.tell({ type: 'ack', epoch: EPOCH, seq: batch.last, number: batch.number })
  }

  get passed(): number {
    return this.batches.reduce((sum, { entries }) => sum + entries.length, 0)
  }

  get lost(): number {
    return this.batches.reduce((sum, { dropped }) => sum + dropped, 0)
  }
}

let page: Harness
beforeEach(() => {
  vi.stubGlobal('window', new EventTarget())
  page = new Harness()
})
afterEach(() => void vi.unstubAllGlobals())

describe('an SDK that keeps its window', () => {
  test('loses nothing, however it is answered', () => {
    let seq = 0
    const unanswered: PassedBatch[] = []
    for (let round = 0; round < 200; round++) {
      while (unanswered.length < WINDOW_BATCHES) {
        page.batch(++seq)
        unanswered.push(...page.batches.slice(-1))
      }
      const answered = unanswered.splice(0, 1 + ((round * 7) % WINDOW_BATCHES)).at(-1)
      page.answer(answered)
    }
    expect([page.passed, page.lost]).toEqual([seq, 0])
  })

  test('loses nothing where it subscribes anew while a whole window is on its way', () => {
    for (let seq = 1; seq <= WINDOW_BATCHES; seq++) page.batch(seq)
    page.speaker.tell({ type: 'subscribe', v: 1, epoch: EPOCH, since: 0 })
    for (let seq = 1; seq <= WINDOW_BATCHES; seq++) page.batch(seq)
    expect([page.passed, page.lost]).toEqual([2 * WINDOW_BATCHES, 0])
  })

  test('another consumer has a window of its own', () => {
    for (let seq = 1; seq <= MAX_POSTED; seq++) page.batch(seq)
    page.speaker.restart()
    page.batch(1, 3)
    expect(page.batches.at(-1)?.entries).toHaveLength(3)
    expect(page.lost).toBe(0)
  })

  test('large batches go in pieces, as the answers come', () => {
    for (let at = 0; at < WINDOW_BATCHES; at++) page.batch(1 + at * 10, 10 + at * 10, 'x'.repeat(300_000))
    expect(page.batches.reduce((sum, { characters }) => sum + characters, 0)).toBeLessThan(1.5 * MAX_UNDER_WAY)
    for (let at = 0; at < page.batches.length; at++) page.answer(page.batches[at])
    expect([page.passed, page.lost]).toEqual([10 * WINDOW_BATCHES, 0])
    expect(page.batches.map(({ last }) => last)).toEqual(page.batches.map(({ last }) => last).toSorted((a, b) => a - b))
  })

  test.each([
    ['is asked for its last words', () => page.speaker.askForRest()],
    ['says bye', () => page.post({ type: 'bye' })],
  ])('what waits of a large batch goes before it %s', (_, end) => {
    page.batch(1, 30, 'x'.repeat(300_000))
    expect(page.passed).toBeLessThan(30)
    end()
    expect([page.passed, page.lost]).toEqual([30, 0])
  })

  test('says its last words beyond the window, and is asked for what has not come', () => {
    for (let seq = 1; seq <= WINDOW_BATCHES; seq++) page.batch(seq)
    for (let seq = 1; seq <= 500; seq++) page.say(seq)
    expect([page.passed, page.lost]).toEqual([WINDOW_BATCHES + 500, 0])
    const asked = vi.spyOn(window, 'dispatchEvent')
    page.speaker.askForRest()
    expect(Reflect.get(asked.mock.calls[0]?.[0] ?? {}, 'detail')).toBe('500')
  })
})

describe('a flood', () => {
  test('is dropped beyond the window, and what was dropped is told with the next batch', () => {
    for (let seq = 1; seq <= 1_000; seq++) page.batch(seq)
    expect([page.passed, page.lost]).toEqual([MAX_POSTED, 0])
    page.answer(page.batches[3])
    page.batch(1_001)
    expect([page.passed, page.lost]).toEqual([MAX_POSTED + 1, 1_000 - MAX_POSTED])
  })

  test('that has ended is told of when all is answered', () => {
    for (let seq = 1; seq <= 100; seq++) page.batch(seq)
    page.answer()
    expect([page.passed, page.lost]).toEqual([MAX_POSTED, 100 - MAX_POSTED])
    const count = page.sent.length
    page.answer()
    expect(page.sent).toHaveLength(count)
  })

  test('of large batches is answered to the last number, and each entry has passed or counts as lost', () => {
    for (let seq = 1; seq <= 100; seq++) page.batch(seq, seq, 'x'.repeat(1_000_000))
    for (let at = 0; at < page.batches.length; at++) page.answer(page.batches[at])
    expect([page.passed + page.lost, page.batches.at(-1)?.last]).toEqual([100, 100])
    expect(page.passed).toBe(MAX_POSTED)
    const count = page.sent.length
    page.answer()
    expect(page.sent).toHaveLength(count)
  })

  test('of one number again and again opens no more of the window than what was answered', () => {
    for (let at = 0; at < 100; at++) page.batch(1)
    page.answer(page.batches[0])
    for (let at = 0; at < 100; at++) page.batch(1)
    expect(page.passed).toBe(MAX_POSTED + 1)
  })

  test('of giants is bounded by their length, and by that of each', () => {
    page.batch(1, 2, 'x'.repeat(MAX_ENTRY_CHARACTERS + 1))
    expect([page.passed, page.lost]).toEqual([0, 2])
    page.answer()
    for (let at = 1; at <= MAX_POSTED; at++) page.batch(at * 10, at * 10, 'x'.repeat(MAX_ENTRY_CHARACTERS - 1_000))
    expect(page.passed).toBe(1)
  })

  test('of last words is bounded, too', () => {
    for (let seq = 1; seq <= 20_000; seq++) page.say(seq)
    expect(page.passed).toBeLessThan(10_000)
    page.answer()
    expect(page.passed + page.lost).toBe(20_000)
  })

  test('of payloads that nobody asked for goes nowhere', () => {
    page.post({ type: 'blob', key: 'k', value: 1 })
    page.speaker.tell({ type: 'want', epoch: EPOCH, key: 'k' })
    page.post({ type: 'blob', key: 'other', value: 2 })
    for (const value of [3, 4]) page.post({ type: 'blob', key: 'k', value })
    expect(page.sent).toEqual([{ type: 'blob', epoch: EPOCH, key: 'k', value: 3 }])
  })
})

test('a payload that is too long is none', () => {
  page.speaker.tell({ type: 'want', epoch: EPOCH, key: 'k' })
  page.post({ type: 'blob', key: 'k', value: 'x'.repeat(MAX_ENTRY_CHARACTERS + 1) })
  expect(page.sent).toEqual([{ type: 'blob', epoch: EPOCH, key: 'k', value: null }])
})

test('what the browser does not take is told as lost, with its number', () => {
  page.tooMuch = (message) => readPassedBatch(message)?.entries.length === 3
  page.batch(1, 3)
  expect(page.batches.map(({ entries, dropped, last }) => [entries.length, dropped, last])).toEqual([[0, 3, 3]])
})

test('messages of another epoch, and of no kind that a page has, go nowhere', () => {
  page.post({ type: 'batch', entries: [{ seq: 1 }], epoch: 'other' })
  for (const type of ['clear', 'ack', 'subscribe', 'genai-farewell', 'hello']) page.post({ type })
  page.port.onmessage?.({ data: null })
  expect(page.sent).toEqual([])
  page.post({ type: 'bye' })
  expect(page.ended).toBe(1)
})

test('where nobody listens nothing is passed on, and nothing counts as lost', () => {
  page.heard = false
  for (let seq = 1; seq <= 100; seq++) page.batch(seq)
  page.heard = true
  page.batch(101)
  expect([page.passed, page.lost]).toEqual([1, 0])
})
