import { describe, expect, test } from 'vitest'
import type { Parser } from '../../../sdk/parser/parser.ts'
import { createSniffingParser } from '../../../sdk/parser/sniffing.ts'

/** A parser that is sure of a body once it has three characters, and what it was given. */
function sniffing() {
  const asked: [string, boolean][] = []
  const fed: string[] = []
  const decoder = new TextDecoder()
  const found: Parser = {
    feed: (bytes) => void fed.push(decoder.decode(bytes)),
    flush: () => void fed.push('(end)'),
  }
  const parser = createSniffingParser((head, last) => {
    asked.push([head, last])
    return last || head.length >= 3 ? found : undefined
  })
  return { asked, fed, parser, feed: (text: string) => parser.feed(new TextEncoder().encode(text)) }
}

describe('a parser that is chosen by a body’s first characters', () => {
  test('gets all bytes in order, white space before them too, once they tell', () => {
    const { asked, fed, feed, parser } = sniffing()
    for (const text of [' \n', 'a', 'b', 'cd']) feed(text)
    expect(asked).toEqual([
      ['a', false],
      ['ab', false],
      ['abcd', false],
    ])
    expect(fed).toEqual([' \n', 'a', 'b', 'cd'])
    feed('e')
    parser.flush()
    expect(asked).toHaveLength(3)
    expect(fed).toEqual([' \n', 'a', 'b', 'cd', 'e', '(end)'])
  })

  test('keeps bytes of its own: the caller may reuse the buffer', () => {
    const { fed, parser } = sniffing()
    const buffer = new TextEncoder().encode('ab')
    parser.feed(buffer)
    buffer.fill(120)
    parser.flush()
    expect(fed).toEqual(['ab', '(end)'])
  })

  test('is told where a body ends before they tell, and not asked for one that has nothing to say', () => {
    const short = sniffing()
    short.feed('a')
    short.parser.flush()
    expect(short.asked.at(-1)).toEqual(['a', true])
    expect(short.fed).toEqual(['a', '(end)'])
    const blank = sniffing()
    blank.feed('\n')
    blank.parser.flush()
    expect([blank.asked, blank.fed]).toEqual([[], []])
  })

  test('holds no more than a thousand signs of life', () => {
    const { asked, fed, feed } = sniffing()
    for (let count = 0; count < 1_000; count++) feed('\n')
    expect(asked).toEqual([])
    feed('\n')
    expect(asked).toEqual([['', true]])
    expect(fed).toHaveLength(1_001)
  })
})
