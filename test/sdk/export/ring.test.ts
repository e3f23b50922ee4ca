import { describe, expect, test } from 'vitest'
import { Ring } from '../../../sdk/export/ring.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'

function span(spanId: string, state: SpanRecord['state'] = 'running', name = 'chat'): SpanRecord {
  return {
    traceId: 't',
    spanId,
    name,
    kind: 3,
    startTimeUnixNano: '1',
    status: { code: 0 },
    attributes: {},
    events: [],
    links: [],
    resource: '1',
    state,
  }
}
const delta = (spanId: string, text: string) => ({ spanId, at: '1', choice: 0, part: 'text', index: 0, text, bytes: text.length }) as const

/** The ring's contents as text, so that a test reads like the ring. */
function drawn(ring: Ring, since = 0): string {
  const { entries, dropped } = ring.read(since, 1000)
  const words = entries.map((entry) => {
    if ('span' in entry) return `${entry.seq}:${entry.span.spanId}/${entry.span.state}`
    return 'delta' in entry ? `${entry.seq}:+${entry.delta.text}` : `${entry.seq}:resource`
  })
  return [...words, ...(dropped === 0 ? [] : [`dropped ${dropped}`])].join(' ')
}

describe('ring', () => {
  test('a new record takes the place of the old one and of the deltas since, and counts no loss', () => {
    const ring = new Ring()
    ring.resource({ resource: '1', attributes: {}, scope: { name: 's' } })
    ring.span(span('a'))
    ring.span(span('b'))
    ring.delta(delta('a', 'x'))
    ring.delta(delta('a', 'y'))
    expect(drawn(ring)).toBe('1:resource 2:a/running 3:b/running 4:+x 5:+y')
    ring.span(span('a', 'ended'))
    expect(drawn(ring)).toBe('1:resource 3:b/running 6:a/ended')
  })

  test('reads on from any number', () => {
    const ring = new Ring()
    for (const id of ['a', 'b', 'c', 'd']) ring.span(span(id))
    ring.span(span('b', 'ended'))
    for (const since of [0, 1, 2, 3, 4, 5, 99]) {
      const numbers = ring.read(since, 1000).entries.map(({ seq }) => seq)
      expect(numbers).toEqual([1, 3, 4, 5].filter((seq) => seq > since))
    }
    expect(ring.read(0, 2).entries.map(({ seq }) => seq)).toEqual([1, 3])
  })

  test('keeps the newest spans whole, and tells each reader what it missed', () => {
    const ring = new Ring({ spans: 2 })
    ring.span(span('a'))
    ring.delta(delta('a', 'x'))
    ring.span(span('b'))
    ring.span(span('c'))
    expect(drawn(ring)).toBe('3:b/running 4:c/running dropped 2')
    expect(ring.read(1, 1000).dropped).toBe(1)
    expect(ring.read(2, 1000).dropped).toBe(0)
  })

  test('a call that streams stays while others come and go, and loses nothing of what it says', () => {
    const ring = new Ring({ spans: 3 })
    ring.span(span('a'))
    for (let index = 0; index < 20; index++) {
      ring.span(span(`s${index}`, 'ended'))
      ring.delta(delta('a', `${index}`))
    }
    const { entries } = ring.read(0, 1000)
    expect(entries.flatMap((entry) => ('delta' in entry ? entry.delta.text : []))).toEqual(
      Array.from({ length: 20 }, (_, index) => `${index}`),
    )
    expect(entries.flatMap((entry) => ('span' in entry ? entry.span.spanId : []))).toEqual(['a', 's18', 's19'])
  })

  test('one that streams without end takes the room of others only up to a limit', () => {
    const ring = new Ring({ bytes: 2_000_000 })
    for (let index = 0; index < 50_000; index++) {
      if (index % 100 === 0) ring.span(span(`s${index / 100}`, 'ended'))
      ring.delta(delta('a', 'x'))
    }
    expect(ring.bytes).toBeLessThanOrEqual(2_000_000)
    expect(ring.holds('s499')).toBe(true)
    expect(ring.holds('s495')).toBe(true)
  })

  test('holds to its bytes', () => {
    const ring = new Ring({ bytes: 20_000 })
    for (let index = 0; index < 100; index++) ring.span(span(`s${index}`, 'ended', 'x'.repeat(1000)))
    expect(ring.bytes).toBeLessThanOrEqual(20_000)
    const { entries, dropped } = ring.read(0, 1000)
    expect(entries.length + dropped).toBe(100)
    expect(entries.length).toBeGreaterThan(3)
  })

  test('a span that alone is too big is kept until the next one comes', () => {
    const ring = new Ring({ bytes: 1000 })
    ring.span(span('big', 'ended', 'x'.repeat(10_000)))
    expect(drawn(ring)).toBe('1:big/ended')
    ring.span(span('small'))
    expect(drawn(ring)).toBe('2:small/running dropped 1')
  })

  test('clear keeps the resources, which later spans name', () => {
    const ring = new Ring()
    ring.resource({ resource: '1', attributes: {}, scope: { name: 's' } })
    ring.span(span('a'))
    ring.clear()
    ring.span(span('b'))
    expect(drawn(ring)).toBe('1:resource 3:b/running')
  })

  test('a record for later is made when it is read, once, as it is then', () => {
    const ring = new Ring()
    let made = 0
    let state: SpanRecord['state'] = 'running'
    ring.span({
      spanId: 'a',
      bytes: 100,
      make() {
        made++
        return span('a', state)
      },
    })
    expect([ring.bytes, made]).toEqual([100, 0])
    state = 'ended'
    expect(drawn(ring)).toBe('1:a/ended')
    expect(drawn(ring)).toBe('1:a/ended')
    expect(made).toBe(1)
    expect(ring.bytes).toBeGreaterThan(100)
  })

  test('a record that nobody has read stands for the newest state, and counts as much as that', () => {
    const ring = new Ring({ bytes: 2_000 })
    let state: SpanRecord['state'] = 'running'
    ring.span({ spanId: 'a', bytes: 100, make: () => span('a', state) })
    state = 'ended'
    expect(ring.reweigh('a', 500)).toBe(true)
    expect(ring.bytes).toBe(500)
    expect(drawn(ring)).toBe('1:a/ended')
    // It was read: what comes now is new.
    expect(ring.reweigh('a', 600)).toBe(false)
    expect(ring.reweigh('b', 600)).toBe(false)
  })

  test('a record that streamed since is written anew, and one that has grown takes the room of older ones', () => {
    const ring = new Ring({ bytes: 1_000 })
    ring.span({ spanId: 'a', bytes: 100, make: () => span('a') })
    ring.delta(delta('a', 'x'))
    expect(ring.reweigh('a', 200)).toBe(false)
    ring.span({ spanId: 'b', bytes: 100, make: () => span('b') })
    expect(ring.reweigh('b', 900)).toBe(true)
    expect(drawn(ring)).toBe('3:b/running dropped 2')
  })

  test('a record that cannot be made is lost, and told so', () => {
    const ring = new Ring()
    ring.span({ spanId: 'a', bytes: 100, make: () => undefined })
    ring.span(span('b'))
    expect(drawn(ring)).toBe('2:b/running dropped 1')
    expect(ring.bytes).toBeLessThan(1_000)
  })

  test('records for later count as much as they may weigh', () => {
    const ring = new Ring({ bytes: 250 })
    for (const spanId of ['a', 'b', 'c']) ring.span({ spanId, bytes: 100, make: () => span(spanId) })
    expect([ring.holds('a'), ring.holds('b'), ring.bytes]).toEqual([false, true, 200])
  })

  test('reads calls that nobody has read, as many at a time as it is asked for entries', () => {
    const ring = new Ring()
    let read = 0
    ring.span(span('before'))
    for (let at = 1; at <= 5; at++) {
      ring.call({
        bytes: 100,
        body: 0,
        read() {
          read++
          ring.span(span(`call ${at}`, 'ended'))
        },
      })
    }
    ring.span(span('after'))
    const slice = ring.read(0, 3)
    expect([slice.entries.map(({ seq }) => seq), slice.calls, read]).toEqual([[1], true, 2])
    expect(ring.read(1, 3)).toEqual({ entries: [], calls: true, dropped: 0 })
    expect(drawn(ring, 1)).toBe('7:after/running 8:call 1/ended 9:call 2/ended 10:call 3/ended 11:call 4/ended 12:call 5/ended')
    expect(ring.read(12, 3)).toEqual({ entries: [], calls: false, dropped: 0 })
    expect(read).toBe(5)
  })

  test('reads fewer calls at a time where there is more to read of each', () => {
    const ring = new Ring()
    let read = 0
    for (let at = 0; at < 20; at++) ring.call({ bytes: 100, body: 256 * 1024, read: () => void read++ })
    ring.read(0, 100)
    expect(read).toBe(4)
    while (ring.read(0, 100).calls);
    expect(read).toBe(20)
  })

  test('counts nothing as missed that it hands out, though a call that is read takes its place', () => {
    const ring = new Ring({ spans: 2 })
    ring.span(span('a'))
    ring.call({
      bytes: 100,
      body: 0,
      read() {
        for (const id of ['b', 'c']) ring.span(span(id))
      },
    })
    expect(drawn(ring)).toBe('1:a/running 3:b/running 4:c/running')
    expect(drawn(ring)).toBe('3:b/running 4:c/running dropped 1')
  })

  test('reads its calls when it is told to, without being read itself', () => {
    const ring = new Ring()
    ring.call({ bytes: 100, body: 0, read: () => ring.span(span('a')) })
    ring.readCalls()
    expect(ring.read(0, 10)).toMatchObject({ entries: [{ span: { spanId: 'a' } }], calls: false })
  })

  test('gives up the oldest calls like spans, and counts those that fail to be read', () => {
    const ring = new Ring({ spans: 2 })
    const failing = (): never => {
      throw new Error('unreadable')
    }
    for (let at = 0; at < 3; at++) ring.call({ bytes: 100, body: 0, read: failing })
    expect(drawn(ring)).toBe('dropped 3')
    expect(ring.bytes).toBe(0)
  })
})
