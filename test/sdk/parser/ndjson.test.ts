import { describe, expect, test } from 'vitest'
import { createNdjsonParser } from '../../../sdk/parser/ndjson.ts'
import type { Parser, ParserErrorKind } from '../../../sdk/parser/parser.ts'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { chunkings, splits } from '../../wire/chunkings.ts'

interface Read {
  readonly values: readonly JsonValue[]
  readonly errors: readonly ParserErrorKind[]
}

function start(maxCharacters?: number): Read & { readonly parser: Parser } {
  const values: JsonValue[] = []
  const errors: ParserErrorKind[] = []
  const parser = createNdjsonParser({
    onValue: (value) => values.push(value),
    onError: ({ kind }) => errors.push(kind),
    ...(maxCharacters !== undefined && { maxCharacters }),
  })
  return { parser, values, errors }
}

function read(chunks: Iterable<Uint8Array>, maxCharacters?: number): Read {
  const { parser, values, errors } = start(maxCharacters)
  for (const chunk of chunks) parser.feed(chunk)
  parser.flush()
  return { values, errors }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const bodies: readonly (readonly [name: string, body: string, values: readonly JsonValue[], errors: readonly ParserErrorKind[]])[] = [
  ['lines', '{"a":1}\n{"b":"ß€🦉"}\n', [{ a: 1 }, { b: 'ß€🦉' }], []],
  ['lines with CR LF and empty ones', '\r\n{"a":1}\r\n\r\n{"b":2}\r\n', [{ a: 1 }, { b: 2 }], []],
  ['a last line without its end', '{"a":1}\n{"b":2}', [{ a: 1 }, { b: 2 }], []],
  ['values that are no objects', '1\n"x"\nnull\n[2]\n', [1, 'x', null, [2]], []],
  ['a byte order mark', '\ufeff{"a":1}\n', [{ a: 1 }], []],
  ['nothing', ' \n\n', [], []],
  ['a line that is no JSON among others', '{"a":1}\noops\n{"b":2}\n', [{ a: 1 }, { b: 2 }], ['invalid_json']],
  ['a first line that is no JSON', 'oops\n{"b":2}\n', [{ b: 2 }], ['invalid_json']],
  ['words at the end', '{"a":1}\noops', [{ a: 1 }], ['invalid_json']],
  ['a last line that was cut off', '{"a":1}\n{"b"', [{ a: 1 }], ['truncated']],
  ['one text on one line', '{"a":[1,2]}', [{ a: [1, 2] }], []],
  ['one text over several lines', '{\n  "a": 1,\r\n  "b": [\n    "}"\n  ]\n}\n', [{ a: 1, b: ['}'] }], []],
  ['one text that was cut off', '{\n  "a": 1,', [], ['invalid_json']],
  ['the beginning of a line only', '{"a"', [], ['invalid_json']],
]

describe.each(bodies)('%s', (_, body, values, errors) => {
  test('cut in two at every place', () => {
    for (const chunks of splits(bytesOf(body))) expect(read(chunks)).toEqual({ values, errors })
  })

  test.each(Object.entries(chunkings))('cut: %s', (_name, cut) => {
    expect(read(cut(bytesOf(body)))).toEqual({ values, errors })
  })
})

test('a line is given out with its end', () => {
  const { parser, values } = start()
  parser.feed(bytesOf('{"a":1}'))
  expect(values).toEqual([])
  parser.feed(bytesOf('\n'))
  expect(values).toEqual([{ a: 1 }])
})

test.each([
  ['first', `{"a":"${'x'.repeat(100)}"}\n{"b":1}\n`],
  ['last', `{"b":1}\n{"a":"${'x'.repeat(100)}"}`],
])('a %s line over the limit is dropped and told once, the others are read', (_, body) => {
  for (const cut of Object.values(chunkings)) expect(read(cut(bytesOf(body)), 50)).toEqual({ values: [{ b: 1 }], errors: ['overflow'] })
})

test('one text over several lines beyond the limit is told once and gives no value', () => {
  const body = bytesOf(`{\n${'"a": 1,\n'.repeat(20)}"b": 2}\n`)
  for (const cut of Object.values(chunkings)) expect(read(cut(body), 50)).toEqual({ values: [], errors: ['overflow'] })
})
