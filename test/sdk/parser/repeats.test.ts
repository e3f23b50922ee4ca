import { describe, expect, test } from 'vitest'
import { Repeats } from '../../../sdk/parser/repeats.ts'
import { createSseParser } from '../../../sdk/parser/sse.ts'

const frame = (text: string, name = 'x') => `event: delta\ndata: {"name":"${name}","text":"${text}"}\n\n`

/** What was parsed, and what was told by comparison; and the strings in their order. */
function read(chunks: readonly string[]): { readonly parsed: string[]; readonly told: string[]; readonly text: string } {
  const parsed: string[] = []
  const told: string[] = []
  let all = ''
  const parser = createSseParser({
    onEvent({ data }) {
      parsed.push(data)
      const found = /"text":"([^"]*)"/.exec(data)?.[1]
      all += found ?? ''
      if (found === undefined) return undefined
      return {
        text: found,
        again(text) {
          told.push(text)
          all += text
        },
      }
    },
  })
  for (const chunk of chunks) parser.feed(new TextEncoder().encode(chunk))
  parser.flush()
  return { parsed, told, text: all }
}

describe('events that differ in one string', () => {
  test('are parsed once, and told together from then on', () => {
    const { parsed, told } = read([frame('a'), frame('b') + frame('') + frame('cü😀')])
    expect(parsed).toHaveLength(1)
    expect(told).toEqual(['bcü😀'])
  })

  test('are found again where a chunk ends inside one', () => {
    const stream = frame('a') + frame('bcd') + frame('e') + frame('f')
    for (let cut = 1; cut < stream.length; cut++) {
      const { parsed, text } = read([stream.slice(0, cut), stream.slice(cut)])
      expect(parsed.length).toBeLessThanOrEqual(3)
      expect(text).toBe('abcdef')
    }
  })

  test.each([
    ['an escape that is none', frame('a\\xb')],
    ['a string that ends with the escape of its quote', frame('b').replace('b"', 'b\\"')],
    ['a string beside it', frame('b","more":"c')],
    ['another string that changed', frame('b', 'y')],
    ['more than one line', frame('b').replace('\n\n', '\ndata: 1\n\n')],
    ['another event', frame('b').replace('delta', 'other')],
    ['a control character, which is no JSON', frame('a\u0001b')],
  ])('are none with %s', (_, odd) => {
    const { parsed, told } = read([frame('a') + odd])
    expect(parsed).toHaveLength(2)
    expect(told).toEqual([])
  })

  test('may have escaped characters', () => {
    const { parsed, told } = read([frame('a') + frame('\\"b\\\\') + frame('c') + frame('\\n\\ud83d') + frame('\\ude00')])
    expect(parsed).toHaveLength(1)
    expect(told).toEqual(['"b\\c\n😀'])
  })

  test('are told up to the first that differs otherwise, and from there on again', () => {
    const { parsed, text } = read([frame('a') + frame('b') + frame('c', 'y') + frame('d', 'y') + frame('e\\', 'y')])
    expect(parsed).toHaveLength(3)
    expect(text).toContain('abcd')
  })

  test('are found between others', () => {
    const { parsed, text } = read([frame('a') + frame('b') + frame('x', 'y') + frame('c') + frame('d') + frame('e\\n') + frame('f', 'z')])
    expect(parsed).toHaveLength(4)
    expect(text).toMatch(/^abxcd/)
  })

  test('may be more than are looked at in one go', () => {
    const { parsed, text } = read([frame('a') + frame('bc').repeat(2_000)])
    expect(parsed.length).toBeLessThan(10)
    expect(text).toBe(`a${'bc'.repeat(2_000)}`)
  })

  test('are not looked for where the string stands twice', () => {
    const { told } = read([frame('x') + frame('b')])
    expect(told).toEqual([])
  })

  test('are found after a while in a stream that began without any, and seldom looked for in one that has none', () => {
    const odd = Array.from({ length: 400 }, (_, at) => `data: {"n":${at}}\n\n`)
    expect(read([...odd, ...Array.from({ length: 400 }, () => frame('a') + frame('b'))]).told.length).toBeGreaterThan(0)
    const repeats = new Repeats()
    let looks = 0
    for (const each of odd) {
      if (!repeats.looks()) continue
      looks++
      repeats.learn(each, undefined)
    }
    expect(looks).toBeLessThan(150)
  })

  test('take time by their length, also where no quote ever ends them', () => {
    const endless = `data: {"name":"x","text":"${'y'.repeat(40)}\n\n`
    const { parsed } = read([frame('a').replace('event: delta\n', '') + endless.repeat(100_000)])
    expect(parsed).toHaveLength(100_001)
  })
})
