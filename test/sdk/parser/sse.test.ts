import { describe, expect, test } from 'vitest'
import type { ParserErrorKind } from '../../../sdk/parser/parser.ts'
import { createSseParser, type SseEvent } from '../../../sdk/parser/sse.ts'
import { chunkings, splits } from '../../wire/chunkings.ts'

interface Read {
  readonly events: readonly SseEvent[]
  readonly stray: readonly string[]
  readonly errors: readonly ParserErrorKind[]
}

function read(chunks: Iterable<Uint8Array>, maxCharacters?: number): Read {
  const events: SseEvent[] = []
  const stray: string[] = []
  const errors: ParserErrorKind[] = []
  const parser = createSseParser({
    onEvent: (event) => void events.push(event),
    onStrayLine: (line) => stray.push(line),
    onError: ({ kind }) => errors.push(kind),
    ...(maxCharacters !== undefined && { maxCharacters }),
  })
  for (const chunk of chunks) parser.feed(chunk)
  parser.flush()
  return { events, stray, errors }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const bodies: readonly (readonly [name: string, body: string, events: readonly SseEvent[], stray: readonly string[]])[] = [
  ['LF', 'data: a\n\ndata: b\n\n', [{ data: 'a' }, { data: 'b' }], []],
  ['CR LF', 'event: x\r\ndata: a\r\n\r\ndata: b\r\n\r\n', [{ event: 'x', data: 'a' }, { data: 'b' }], []],
  ['CR', 'data: a\r\rdata: b\r\r', [{ data: 'a' }, { data: 'b' }], []],
  ['mixed line ends', 'data: a\r\n\ndata: b\n\r\ndata: c\r\r\n', [{ data: 'a' }, { data: 'b' }, { data: 'c' }], []],
  ['a byte order mark', '\uFEFFdata: a\n\n', [{ data: 'a' }], []],
  ['comments', ': one\n\ndata: a\n: two\n\n:\n', [{ data: 'a' }], []],
  ['several data lines', 'data: a\ndata:  b\ndata\n\n', [{ data: 'a\n b\n' }], []],
  ['no space after the colon', 'event:x\ndata:{"a":1}\n\n', [{ event: 'x', data: '{"a":1}' }], []],
  ['fields that are not needed', 'id: 7\nretry: 10\ndata: a\n\n', [{ data: 'a', id: '7' }], []],
  ['an event without data', 'event: x\n\ndata: a\n\n', [{ data: 'a' }], []],
  ['characters of two to four bytes', 'data: ß€🦉\n\n', [{ data: 'ß€🦉' }], []],
  ['an event without its blank line', 'data: a\n\nevent: x\ndata: b\n', [{ data: 'a' }, { event: 'x', data: 'b', unfinished: true }], []],
  ['a last line without its end', 'data: a\n\ndata: b', [{ data: 'a' }, { data: 'b', unfinished: true }], []],
  ['lines that are no SSE', 'data: a\n\n{\n  "error": {}\n}\nerror: bad\n', [{ data: 'a' }], ['{', '  "error": {}', '}', 'error: bad']],
  ['a stray last line', 'data: a\n\n{"error":1}', [{ data: 'a' }], ['{"error":1}']],
  ['nothing', '', [], []],
]

describe.each(bodies)('%s', (_, body, events, stray) => {
  const expected: Read = { events, stray, errors: [] }

  test('cut in two at every place', () => {
    for (const chunks of splits(bytesOf(body))) expect(read(chunks)).toEqual(expected)
  })

  test.each(Object.entries(chunkings))('cut: %s', (_name, cut) => {
    expect(read(cut(bytesOf(body)))).toEqual(expected)
  })
})

describe('limits', () => {
  const long = `data: ${'x'.repeat(100)}\n\ndata: after\n\n`

  test.each(Object.entries(chunkings))(
    'an event over the limit is dropped and told once, those after it are read; cut: %s',
    (_name, cut) => {
      expect(read(cut(bytesOf(long)), 50)).toEqual({ events: [{ data: 'after' }], stray: [], errors: ['overflow'] })
    },
  )

  test.each(Object.entries(chunkings))(
    'many data lines of one event count together, and all of them are dropped; cut: %s',
    (_name, cut) => {
      const lines = `event: x\n${'data: 0123456789\n'.repeat(10)}{"error":1}\n\n`
      expect(read(cut(bytesOf(`${lines}data: after\n\n`)), 50)).toEqual({ events: [{ data: 'after' }], stray: [], errors: ['overflow'] })
    },
  )

  test('a line that never ends holds no more than the limit', () => {
    const endless = Array.from({ length: 100 }, () => bytesOf(`data: ${'x'.repeat(20)}`))
    expect(read(endless, 50)).toEqual({ events: [], stray: [], errors: ['overflow'] })
  })
})

test('an event that ends with CR is told with it, whatever comes next', () => {
  const told: string[] = []
  const parser = createSseParser({ onEvent: ({ data }) => void told.push(data) })
  parser.feed(bytesOf('data: a\r\r'))
  expect(told).toEqual(['a'])
  parser.feed(bytesOf('\ndata: b\r\n\r'))
  expect(told).toEqual(['a', 'b'])
  parser.feed(bytesOf('\n'))
  parser.flush()
  expect(told).toEqual(['a', 'b'])
})

test('bytes that are no UTF-8 become replacement characters', () => {
  expect(read([new Uint8Array([...bytesOf('data: '), 0xff, 0x0a, 0x0a])]).events).toEqual([{ data: '\uFFFD' }])
})
