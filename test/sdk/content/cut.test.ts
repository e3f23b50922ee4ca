import { describe, expect, test } from 'vitest'
import { cutJson, cutText, shareOf } from '../../../sdk/content/cut.ts'
import { copyJson, mapStrings } from '../../../sdk/content/json.ts'
import { charactersOf } from '../../../sdk/content/own-json.ts'
import type { JsonValue } from '../../../sdk/protocol/records.ts'

describe('a text', () => {
  test('that fits stays as it is', () => expect(cutText('x'.repeat(100), 100)).toEqual({ value: 'x'.repeat(100), cut: 0 }))

  test('that does not keeps head and tail, and says how much went', () => {
    const { value, cut } = cutText(`HEAD${'x'.repeat(10_000)}TAIL`, 200)
    expect(value).toMatch(/^HEADx+… \[[\d,]+ characters cut\] …x+TAIL$/)
    expect(value.length).toBeLessThanOrEqual(200)
    expect(value).toContain(`[${cut.toLocaleString('en')} characters cut]`)
    expect(value.replace(/… \[.*\] …/, '').length + cut).toBe(10_008)
  })

  test.each([64, 65, 66, 67, 99, 100, 101, 102])('is never cut within a character (%i)', (limit) => {
    const { value } = cutText('👩'.repeat(500), limit)
    // Throws for half of a surrogate pair.
    expect(decodeURIComponent(encodeURIComponent(value))).toBe(value)
    expect(value.length).toBeLessThanOrEqual(limit)
  })

  test('for which there is no room is a note of its length', () =>
    expect(cutText('x'.repeat(5000), 10).value).toBe('[5,000 characters cut]'))
})

describe('room shared among strings', () => {
  test.each([
    [[10, 10, 10], 100, Number.POSITIVE_INFINITY],
    [[10, 1000, 1000], 210, 100],
    [[], 0, Number.POSITIVE_INFINITY],
    [[5], 0, 0],
  ])('%j into %i: up to %d each', (lengths, room, most) => expect(shareOf(lengths, room)).toBe(most))
})

describe('JSON', () => {
  test('keeps its structure; only long strings are cut', () => {
    const value = { path: 'a.txt', lines: 3, body: 'x'.repeat(5_000), more: [{ short: 'y', long: 'z'.repeat(5_000) }] }
    const { value: kept, cut } = cutJson(value, 1_000)
    expect(kept).toMatchObject({ path: 'a.txt', lines: 3, body: expect.stringContaining('cut]'), more: [{ short: 'y' }] })
    expect(charactersOf(kept)).toBeLessThanOrEqual(1_000)
    expect(cut).toBeGreaterThan(9_000)
  })

  test('a list of many keeps its first and last, and says how many went', () => {
    const { value } = cutJson({ rows: Array.from({ length: 9_000 }, (_, n) => n) }, 2_000)
    expect(value).toMatchObject({ rows: expect.arrayContaining([0, 8_999, expect.stringMatching(/items cut/)]) })
    expect(charactersOf(value)).toBeLessThanOrEqual(2_000)
  })

  test('an object of many fields likewise', () => {
    const { value } = cutJson(Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`k${n}`, n])), 2_000)
    expect(value).toMatchObject({ k0: 0, k8999: 8_999, '…': expect.stringMatching(/fields cut/) })
  })

  test('that is all structure becomes the text of itself, cut', () => {
    let value: JsonValue = 1
    for (let depth = 0; depth < 12; depth++) value = [value, value, value]
    const { value: kept } = cutJson(value, 500)
    expect(typeof kept).toBe('string')
    expect(String(kept).length).toBeLessThanOrEqual(500)
  })

  test('of any kind fits, whatever its shape (seeded)', () => {
    let seed = 7
    const random = () => (seed = (seed * 48_271) % 0x7fff_ffff) / 0x7fff_ffff
    const make = (depth: number): JsonValue => {
      const kind = Math.floor(random() * (depth > 4 ? 3 : 5))
      if (kind === 0) return 'é'.repeat(Math.floor(random() ** 4 * 20_000))
      if (kind === 1) return Math.floor(random() * 1e6)
      if (kind === 2) return null
      const items = Array.from({ length: Math.floor(random() * 12) }, () => make(depth + 1))
      return kind === 3 ? items : Object.fromEntries(items.map((item, at) => [`key ${at}`, item]))
    }
    for (let round = 0; round < 500; round++) {
      const limit = 64 + Math.floor(random() * 3_000)
      const value = make(0)
      const { value: kept, cut } = cutJson(value, limit)
      expect(charactersOf(kept), `round ${round}`).toBeLessThanOrEqual(limit + 4)
      expect(cut > 0, `round ${round}`).toBe(kept !== value)
    }
  })
})

describe('helpers', () => {
  const deep = (levels: number): JsonValue => {
    let value: JsonValue = 'end'
    for (let level = 0; level < levels; level++) value = [value]
    return value
  }

  test('JSON nested deeper than the stack is measured and mapped', () => {
    expect(charactersOf(deep(200_000))).toBe(800_007)
    expect(JSON.stringify(mapStrings(deep(200_000), (text) => text))).toContain('nested too deep')
  })

  test('a copy is plain JSON or nothing', () => {
    expect(copyJson({ a: undefined, b: [1, null, 'x'] })).toEqual({ b: [1, null, 'x'] })
    for (const odd of [() => 1, Symbol('s'), 1n, Number.NaN, { a: () => 1 }, deep(100)]) expect(() => copyJson(odd)).toThrow(TypeError)
  })

  test('a key that would set a prototype is a field like any other', () => {
    const value: JsonValue = JSON.parse('{"__proto__":{"x":"y"}}')
    const mapped = mapStrings(value, (text) => text.toUpperCase())
    expect(JSON.stringify(mapped)).toBe('{"__proto__":{"x":"Y"}}')
    expect(Object.getPrototypeOf(mapped)).toBe(Object.prototype)
  })
})
