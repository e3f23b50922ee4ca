/** The parser says what the standard's own steps (WHATWG HTML, section 9.2.6) say, wherever a body is cut. */
import { expect, test } from 'vitest'
import { createSseParser } from '../../../sdk/parser/sse.ts'
import { seeded } from '../../support/random.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** All that is told, in its order; `cuts`: offsets in bytes, ascending. */
function told(text: string, cuts: readonly number[] = [], maxCharacters?: number): readonly unknown[] {
  const out: unknown[] = []
  const parser = createSseParser({
    onEvent: (event) => void out.push(event),
    onStrayLine: (stray) => void out.push({ stray }),
    onError: ({ kind }) => void out.push({ error: kind }),
    ...(maxCharacters !== undefined && { maxCharacters }),
  })
  const bytes = bytesOf(text)
  let at = 0
  for (const cut of [...cuts, bytes.length]) {
    parser.feed(bytes.subarray(at, cut))
    at = cut
  }
  parser.flush()
  return out
}

/** Straight from the standard, but for what this parser tells besides: stray lines, events that are unfinished, an `id` only where the event has it. */
function standard(text: string): readonly unknown[] {
  const out: unknown[] = []
  let data = ''
  let type = ''
  let id: string | undefined
  const dispatch = (unfinished: boolean): void => {
    const event = { ...(type !== '' && { event: type }), data: data.slice(0, -1), ...(id !== undefined && { id }) }
    if (data !== '') out.push(unfinished ? { ...event, unfinished } : event)
    data = type = ''
    id = undefined
  }
  const field = (line: string): void => {
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'data') data += `${value}\n`
    else if (name === 'event') type = value
    else if (name === 'id') id = value.includes('\0') ? id : value
    else if (name !== 'retry' && name !== '') out.push({ stray: line })
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  // What follows the last end of a line is a line only where something stands there.
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) {
    if (line === '') dispatch(false)
    else field(line)
  }
  dispatch(true)
  return out
}

const LINES = [
  ...['data', 'data:', 'data: ', 'data: {"a":1}', 'data:  two', 'data: é€😀', ' data: y'],
  ...['event: x', 'event', 'id: 1', 'id:\0', 'id', 'retry: 5', ':c', 'foo: bar', 'bare', '', '', ''],
]
const ENDS = ['\n', '\r', '\r\n']

test('bodies by chance, cut anywhere', () => {
  const below = seeded(7)
  const oneOf = (all: readonly string[]): string => all[below(all.length)] ?? ''
  for (let round = 0; round < 4_000; round++) {
    const sameEnd = below(2) === 0 ? oneOf(ENDS) : undefined
    let text = below(5) === 0 ? '\uFEFF' : ''
    for (let left = below(12); left >= 0; left--) text += oneOf(LINES) + (sameEnd ?? oneOf(ENDS))
    if (below(3) === 0) text += oneOf(LINES)
    const { length } = bytesOf(text)
    const cuts = Array.from({ length: below(6) }, () => below(length + 1)).toSorted((one, other) => one - other)
    // As text: that is compared many times quicker.
    expect(JSON.stringify({ text, cuts, told: told(text, cuts) })).toBe(JSON.stringify({ text, cuts, told: standard(text) }))
  }
})

test.each([
  ['whole', []],
  ['cut within the line that is too long', [20, 40]],
  ['cut at the ends of its lines', [8, 65, 73]],
])('an event with a line that is too long is told in no part: %s', (_how, cuts) => {
  const body = `data: a\ndata: ${'x'.repeat(50)}\ndata: b\n\ndata: next\n\n`
  expect(told(body, cuts, 20)).toEqual([{ error: 'overflow' }, { data: 'next' }])
})

test('many lines without a colon, before, between and after those that have one', () => {
  const bare = 'a\n'.repeat(10_000)
  const body = `${bare}data: x\n${bare}\nevent: y\ndata\ndata: z\n\n${bare}`
  expect(told(body)).toEqual(standard(body))
})
