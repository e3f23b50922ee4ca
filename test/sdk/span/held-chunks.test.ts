import { describe, expect, test } from 'vitest'
import { HeldChunks, MAX_HELD_BYTES } from '../../../sdk/hold/held-chunks.ts'
import { seeded } from '../../support/random.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const event = (text: string): Uint8Array => encode(`data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`)

interface Taken {
  readonly text: string
  readonly sizes: readonly number[]
  readonly times: readonly number[]
}

function takenFrom(chunks: HeldChunks): readonly Taken[] {
  const taken: Taken[] = []
  // The buffer is used again.
  chunks.take((bytes, sizes, times) => void taken.push({ text: decode(bytes.slice()), sizes, times }))
  return taken
}

function all(chunks: HeldChunks): Taken {
  const taken = takenFrom(chunks)
  return {
    text: taken.map(({ text }) => text).join(''),
    sizes: taken.flatMap(({ sizes }) => sizes),
    times: taken.flatMap(({ times }) => times),
  }
}

describe('held chunks', () => {
  test('are given back as they came, once', () => {
    const chunks = new HeldChunks(true)
    const texts = ['Hel', 'lo', '', 'aa', 'a', 'Hel', '"}}]}', 'ü😀']
    for (const [at, text] of texts.entries()) chunks.add(event(text), at)
    expect(takenFrom(chunks)).toEqual([
      {
        text: texts.map((text) => decode(event(text))).join(''),
        sizes: texts.map((text) => event(text).length),
        times: texts.map((_, at) => at),
      },
    ])
    expect(takenFrom(chunks)).toEqual([])
    chunks.add(event('more'), 9)
    expect(all(chunks).text).toBe(decode(event('more')))
  })

  test('that are alike take little more room than what they differ in', () => {
    const chunks = new HeldChunks(true)
    for (let at = 0; at < 100; at++) chunks.add(event(`word${at % 10}`), at)
    expect(chunks.length).toBeLessThan(event('').length + 100 * 6)
    chunks.fit()
    expect(all(chunks).text).toBe(Array.from({ length: 100 }, (_, at) => decode(event(`word${at % 10}`))).join(''))
  })

  test('may be empty, or longer than what is compared', () => {
    const chunks = new HeldChunks(true)
    const long = encode('x'.repeat(5_000))
    for (const bytes of [encode(''), event('a'), encode(''), long, event('b'), long, event('c')]) chunks.add(bytes, 1)
    const { text, sizes } = all(chunks)
    expect(text).toBe([decode(event('a')), decode(long), decode(event('b')), decode(long), decode(event('c'))].join(''))
    expect(sizes).toEqual([0, event('a').length, 0, 5_000, event('b').length, 5_000, event('c').length])
  })

  test('stand for a limited body, and come in pieces that are', () => {
    const chunks = new HeldChunks(true)
    const bytes = encode('y'.repeat(2_000))
    let count = 0
    while (chunks.hasRoomFor(bytes.length)) {
      chunks.add(bytes, count++)
    }
    expect(chunks.length).toBe(2_000)
    expect(count).toBe(Math.floor((1024 * 1024) / 2_000))
    const taken = takenFrom(chunks)
    expect(Math.max(...taken.map(({ text }) => text.length))).toBeLessThanOrEqual(MAX_HELD_BYTES)
    expect(taken.flatMap(({ times }) => times)).toEqual(Array.from({ length: count }, (_, at) => at))
    expect(taken.flatMap(({ sizes }) => sizes).length).toBe(count)
    expect(taken.map(({ text }) => text).join('').length).toBe(2_000 * count)
  })

  test.each([true, false])('seeded: any bytes, in any order, by several streams at once (compared: %s)', (compares) => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed)
      const streams = Array.from({ length: 3 }, () => ({ chunks: new HeldChunks(compares), text: '', sizes: [] as number[] }))
      for (let step = 0; step < 60; step++) {
        const stream = streams[random(3)]
        if (stream === undefined) continue
        const body = Array.from({ length: random(12) }, () => 'ab'[random(2)]).join('')
        const text = random(3) === 0 ? body : `head${random(2)}${body}tail`
        stream.chunks.add(encode(text), step)
        stream.text += text
        stream.sizes.push(text.length)
        if (random(20) > 0) continue
        if (random(2) === 0) stream.chunks.fit()
        const { text: got, sizes } = all(stream.chunks)
        expect({ seed, got, sizes }).toEqual({ seed, got: stream.text, sizes: stream.sizes })
        stream.text = ''
        stream.sizes = []
      }
      for (const { chunks, text, sizes } of streams) expect({ seed, ...all(chunks), times: [] }).toEqual({ seed, text, sizes, times: [] })
    }
  })
})

describe('the times of chunks', () => {
  test('are each its own', () => {
    const chunks = new HeldChunks(true)
    const { now } = performance
    let at = 1_000
    performance.now = () => at
    try {
      const came = Array.from({ length: 200 }, (_, index) => {
        at += index % 20
        chunks.add(event('a'))
        return at
      })
      expect(all(chunks).times).toEqual(came)
    } finally {
      performance.now = now
    }
  })
})
